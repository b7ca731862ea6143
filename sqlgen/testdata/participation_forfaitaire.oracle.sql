SELECT *,
CAST(CASE
  WHEN ligne_porte_la_participation = 1 AND NOT c2s = 1 AND NOT ame = 1 AND NOT maternite = 1 AND NOT at_mp = 1 AND ligne_prise_en_charge = 'ordinaire' THEN CASE
    WHEN age BETWEEN 18 AND 130 AND participations_du_jour BETWEEN 0 AND 3 THEN CASE
      WHEN (5000 - CAST(participations_annee_centimes AS NUMBER(19))) < 0 THEN 0
      WHEN (5000 - CAST(participations_annee_centimes AS NUMBER(19))) > 200 THEN 200
      ELSE (5000 - CAST(participations_annee_centimes AS NUMBER(19)))
    END
    WHEN NOT (age BETWEEN 18 AND 130 AND participations_du_jour BETWEEN 0 AND 3) THEN 0
    WHEN CASE
      WHEN (5000 - CAST(participations_annee_centimes AS NUMBER(19))) < 0 THEN 0
      WHEN (5000 - CAST(participations_annee_centimes AS NUMBER(19))) > 200 THEN 200
      ELSE (5000 - CAST(participations_annee_centimes AS NUMBER(19)))
    END = 0 THEN 0
  END
  WHEN NOT (ligne_porte_la_participation = 1 AND NOT c2s = 1 AND NOT ame = 1 AND NOT maternite = 1 AND NOT at_mp = 1 AND ligne_prise_en_charge = 'ordinaire') THEN 0
  WHEN NOT (age BETWEEN 18 AND 130 AND participations_du_jour BETWEEN 0 AND 3) OR CASE
    WHEN (5000 - CAST(participations_annee_centimes AS NUMBER(19))) < 0 THEN 0
    WHEN (5000 - CAST(participations_annee_centimes AS NUMBER(19))) > 200 THEN 200
    ELSE (5000 - CAST(participations_annee_centimes AS NUMBER(19)))
  END = 0 THEN 0
END AS NUMBER(19)) AS regle
FROM t
