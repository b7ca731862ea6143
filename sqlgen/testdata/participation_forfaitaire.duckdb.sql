SELECT *,
CAST(CASE
  WHEN ligne_porte_la_participation AND NOT c2s AND NOT ame AND NOT maternite AND NOT at_mp AND ligne_prise_en_charge = 'ordinaire' THEN CASE
    WHEN age BETWEEN 18 AND 130 AND participations_du_jour BETWEEN 0 AND 3 THEN CASE
      WHEN (5000 - CAST(participations_annee_centimes AS BIGINT)) < 0 THEN 0
      WHEN (5000 - CAST(participations_annee_centimes AS BIGINT)) > 200 THEN 200
      ELSE (5000 - CAST(participations_annee_centimes AS BIGINT))
    END
    WHEN NOT (age BETWEEN 18 AND 130 AND participations_du_jour BETWEEN 0 AND 3) THEN 0
    WHEN CASE
      WHEN (5000 - CAST(participations_annee_centimes AS BIGINT)) < 0 THEN 0
      WHEN (5000 - CAST(participations_annee_centimes AS BIGINT)) > 200 THEN 200
      ELSE (5000 - CAST(participations_annee_centimes AS BIGINT))
    END = 0 THEN 0
  END
  WHEN NOT (ligne_porte_la_participation AND NOT c2s AND NOT ame AND NOT maternite AND NOT at_mp AND ligne_prise_en_charge = 'ordinaire') THEN 0
  WHEN NOT (age BETWEEN 18 AND 130 AND participations_du_jour BETWEEN 0 AND 3) OR CASE
    WHEN (5000 - CAST(participations_annee_centimes AS BIGINT)) < 0 THEN 0
    WHEN (5000 - CAST(participations_annee_centimes AS BIGINT)) > 200 THEN 200
    ELSE (5000 - CAST(participations_annee_centimes AS BIGINT))
  END = 0 THEN 0
END AS BIGINT) AS regle
FROM t
