SELECT *,
CAST((CAST(CASE
  WHEN ligne_prise_en_charge = 'integrale' THEN 10000
  WHEN ligne_prise_en_charge = 'ordinaire' AND (ame = 1 OR maternite = 1 OR at_mp = 1 OR invalidite = 1 OR (ald = 1 AND en_rapport_avec_ald = 1)) THEN 10000
  WHEN ligne_prise_en_charge = 'ordinaire' AND NOT regime_local = 1 AND NOT (ame = 1 OR maternite = 1 OR at_mp = 1 OR invalidite = 1 OR (ald = 1 AND en_rapport_avec_ald = 1)) THEN 7000
  WHEN ligne_prise_en_charge = 'ordinaire' AND regime_local = 1 AND NOT (ame = 1 OR maternite = 1 OR at_mp = 1 OR invalidite = 1 OR (ald = 1 AND en_rapport_avec_ald = 1)) THEN 9000
  WHEN ligne_prise_en_charge IS NULL AND (ame = 1 OR maternite = 1 OR at_mp = 1 OR invalidite = 1 OR (ald = 1 AND en_rapport_avec_ald = 1)) THEN 10000
END AS NUMBER(19)) - CAST(CASE
  WHEN ligne_prise_en_charge = 'ordinaire' AND NOT (ame = 1 OR maternite = 1 OR at_mp = 1 OR invalidite = 1 OR (ald = 1 AND en_rapport_avec_ald = 1)) AND NOT (medecin_est_mt = 1 OR devient_mt = 1 OR adresse_par IN ('medecin_traitant', 'medecin_correspondant', 'regulation_sas', 'pmi', 'medecin_scolaire', 'pharmacien', 'urgences') OR eloigne_du_domicile = 1 OR meme_cabinet_que_mt = 1 OR urgente = 1 OR age BETWEEN 0 AND 15 OR specialite IN ('gynecologie', 'ophtalmologie', 'stomatologie') OR (specialite = 'psychiatrie' AND age BETWEEN 16 AND 25)) THEN CASE
    WHEN NOT regime_local = 1 THEN 4000
  END
  WHEN NOT (ligne_prise_en_charge = 'ordinaire' AND NOT (ame = 1 OR maternite = 1 OR at_mp = 1 OR invalidite = 1 OR (ald = 1 AND en_rapport_avec_ald = 1)) AND NOT (medecin_est_mt = 1 OR devient_mt = 1 OR adresse_par IN ('medecin_traitant', 'medecin_correspondant', 'regulation_sas', 'pmi', 'medecin_scolaire', 'pharmacien', 'urgences') OR eloigne_du_domicile = 1 OR meme_cabinet_que_mt = 1 OR urgente = 1 OR age BETWEEN 0 AND 15 OR specialite IN ('gynecologie', 'ophtalmologie', 'stomatologie') OR (specialite = 'psychiatrie' AND age BETWEEN 16 AND 25))) THEN 0
END AS NUMBER(19))) AS NUMBER(18, 2)) * 0.01 AS regle
FROM t
