SELECT *,
CAST(CASE
  WHEN specialite IN ('psychiatrie', 'neurologie') AND lieu IN ('cabinet', 'domicile', 'ehpad') THEN CASE
    WHEN tarif_applique = 'opposable' AND lieu = 'cabinet' THEN (CAST(CASE
      WHEN territoire = 'metropole' THEN 5200
      WHEN territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte') THEN 6240
    END AS NUMBER(19)) + CAST(CASE
      WHEN territoire = 'mayotte' THEN 200
      WHEN NOT (territoire = 'mayotte') THEN 0
    END AS NUMBER(19)))
    WHEN tarif_applique = 'libre' AND lieu = 'cabinet' THEN CASE
      WHEN territoire = 'metropole' THEN 4250
      WHEN territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte') THEN 5100
    END
  END
  WHEN NOT (specialite IN ('psychiatrie', 'neurologie') AND lieu IN ('cabinet', 'domicile', 'ehpad')) THEN 0
END AS NUMBER(19)) AS regle
FROM t
