SELECT *,
CAST((CAST(CASE
  WHEN ligne_prise_en_charge = 'integrale' THEN 10000
  WHEN ligne_prise_en_charge = 'ordinaire' AND (ame OR maternite OR at_mp OR invalidite OR (ald AND en_rapport_avec_ald)) THEN 10000
  WHEN ligne_prise_en_charge = 'ordinaire' AND NOT regime_local AND NOT (ame OR maternite OR at_mp OR invalidite OR (ald AND en_rapport_avec_ald)) THEN 7000
  WHEN ligne_prise_en_charge = 'ordinaire' AND regime_local AND NOT (ame OR maternite OR at_mp OR invalidite OR (ald AND en_rapport_avec_ald)) THEN 9000
  WHEN ligne_prise_en_charge IS NULL AND (ame OR maternite OR at_mp OR invalidite OR (ald AND en_rapport_avec_ald)) THEN 10000
END AS BIGINT) - CAST(CASE
  WHEN ligne_prise_en_charge = 'ordinaire' AND NOT (ame OR maternite OR at_mp OR invalidite OR (ald AND en_rapport_avec_ald)) AND NOT (medecin_est_mt OR devient_mt OR adresse_par IN ('medecin_traitant', 'medecin_correspondant', 'regulation_sas', 'pmi', 'medecin_scolaire', 'pharmacien', 'urgences') OR eloigne_du_domicile OR meme_cabinet_que_mt OR urgente OR age BETWEEN 0 AND 15 OR specialite IN ('gynecologie', 'ophtalmologie', 'stomatologie') OR (specialite = 'psychiatrie' AND age BETWEEN 16 AND 25)) THEN CASE
    WHEN NOT regime_local THEN 4000
  END
  WHEN NOT (ligne_prise_en_charge = 'ordinaire' AND NOT (ame OR maternite OR at_mp OR invalidite OR (ald AND en_rapport_avec_ald)) AND NOT (medecin_est_mt OR devient_mt OR adresse_par IN ('medecin_traitant', 'medecin_correspondant', 'regulation_sas', 'pmi', 'medecin_scolaire', 'pharmacien', 'urgences') OR eloigne_du_domicile OR meme_cabinet_que_mt OR urgente OR age BETWEEN 0 AND 15 OR specialite IN ('gynecologie', 'ophtalmologie', 'stomatologie') OR (specialite = 'psychiatrie' AND age BETWEEN 16 AND 25))) THEN 0
END AS BIGINT)) AS DECIMAL(18, 2)) * 0.01 AS regle
FROM t
