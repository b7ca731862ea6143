SELECT *,
CAST(CASE
  WHEN if(specialite IS NULL, NULL, specialite IN ('psychiatrie', 'neurologie')) AND if(lieu IS NULL, NULL, lieu IN ('cabinet', 'domicile', 'ehpad')) THEN CASE
    WHEN tarif_applique = 'opposable' AND lieu = 'cabinet' THEN (CAST(CASE
      WHEN territoire = 'metropole' THEN 5200
      WHEN if(territoire IS NULL, NULL, territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte')) THEN 6240
    END AS Nullable(Int64)) + CAST(CASE
      WHEN territoire = 'mayotte' THEN 200
      WHEN NOT (territoire = 'mayotte') THEN 0
    END AS Nullable(Int64)))
    WHEN tarif_applique = 'libre' AND lieu = 'cabinet' THEN CASE
      WHEN territoire = 'metropole' THEN 4250
      WHEN if(territoire IS NULL, NULL, territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte')) THEN 5100
    END
  END
  WHEN NOT (if(specialite IS NULL, NULL, specialite IN ('psychiatrie', 'neurologie')) AND if(lieu IS NULL, NULL, lieu IN ('cabinet', 'domicile', 'ehpad'))) THEN 0
END AS Nullable(Int64)) AS regle
FROM t
