SELECT *,
CAST((((CAST(CASE
  WHEN NOT vu_depuis_2_ans THEN 0
  WHEN vu_depuis_2_ans THEN CASE
    WHEN age BETWEEN 0 AND 6 AND NOT ald THEN 1500
    WHEN age BETWEEN 7 AND 74 AND NOT ald THEN 500
    WHEN age BETWEEN 75 AND 79 AND NOT ald THEN 1500
    WHEN age BETWEEN 80 AND 130 AND NOT ald THEN 5500
    WHEN age BETWEEN 0 AND 79 AND ald THEN 5500
    WHEN age BETWEEN 80 AND 130 AND ald THEN 10000
  END
END AS Nullable(Int64)) + CAST(CASE
  WHEN NOT vu_depuis_2_ans THEN 500
  WHEN vu_depuis_2_ans THEN 0
END AS Nullable(Int64))) + CAST(CASE
  WHEN c2s THEN 1000
  WHEN NOT c2s THEN 0
END AS Nullable(Int64))) + (500 * CAST(indicateurs_valides AS Nullable(Int64)))) AS Nullable(Int64)) AS regle
FROM t
