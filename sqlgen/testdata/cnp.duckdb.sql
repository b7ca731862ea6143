SELECT *,
CAST(CASE
  WHEN specialite IN ('psychiatrie', 'neurologie') AND lieu = 'cabinet' THEN CASE
    WHEN tarif_applique = 'opposable' THEN (CAST(CASE
      WHEN territoire = 'metropole' THEN 5200
      WHEN territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte') THEN 6240
    END AS BIGINT) + CAST(CASE
      WHEN territoire = 'mayotte' THEN 200
      WHEN NOT (territoire = 'mayotte') THEN 0
    END AS BIGINT))
    WHEN tarif_applique = 'libre' THEN CASE
      WHEN territoire = 'metropole' THEN 4250
      WHEN territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte') THEN 5100
    END
  END
  WHEN NOT (specialite IN ('psychiatrie', 'neurologie') AND lieu = 'cabinet') THEN 0
END AS BIGINT) AS regle
FROM t
