SELECT *,
CAST(CASE
  WHEN motif = 'avis_ponctuel' AND NOT medecin_est_mt AND adresse_par IN ('medecin_traitant', 'pmi') AND courrier_au_mt AND NOT revoir_dans_les_4_mois AND lieu IN ('cabinet', 'domicile', 'ehpad', 'hopital') THEN CASE
    WHEN CAST(dernier_contact AS DATE) <= DATE '2026-07-20' THEN (((CAST(CASE
      WHEN territoire = 'metropole' THEN 10000
      WHEN territoire IN ('guadeloupe', 'martinique', 'guyane', 'reunion', 'mayotte') THEN 12000
    END AS BIGINT) * CAST(CASE
      WHEN lieu IN ('cabinet', 'hopital') AND CASE
        WHEN pu_ph IS NOT NULL THEN CASE WHEN pu_ph THEN 1 WHEN NOT pu_ph THEN 0 END
        WHEN pu_ph IS NULL THEN CASE
          WHEN lieu = 'hopital' AND activite_liberale_hospitaliere THEN 1
          WHEN NOT (lieu = 'hopital' AND activite_liberale_hospitaliere) THEN 0
        END
      END = 0 AND NOT (specialite IN ('psychiatrie', 'neurologie', 'geriatrie')) THEN 6000
      WHEN lieu IN ('domicile', 'ehpad') AND CASE
        WHEN pu_ph IS NOT NULL THEN CASE WHEN pu_ph THEN 1 WHEN NOT pu_ph THEN 0 END
        WHEN pu_ph IS NULL THEN 0
      END = 0 AND NOT (specialite IN ('psychiatrie', 'neurologie', 'geriatrie')) THEN 6000
      WHEN specialite IN ('psychiatrie', 'neurologie', 'geriatrie') AND lieu IN ('cabinet', 'hopital') AND CASE
        WHEN pu_ph IS NOT NULL THEN CASE WHEN pu_ph THEN 1 WHEN NOT pu_ph THEN 0 END
        WHEN pu_ph IS NULL THEN CASE
          WHEN lieu = 'hopital' AND activite_liberale_hospitaliere THEN 1
          WHEN NOT (lieu = 'hopital' AND activite_liberale_hospitaliere) THEN 0
        END
      END = 0 THEN 6750
      WHEN specialite IN ('psychiatrie', 'neurologie', 'geriatrie') AND lieu IN ('domicile', 'ehpad') AND CASE
        WHEN pu_ph IS NOT NULL THEN CASE WHEN pu_ph THEN 1 WHEN NOT pu_ph THEN 0 END
        WHEN pu_ph IS NULL THEN 0
      END = 0 THEN 6750
    END AS BIGINT)) + 5000) div 10000)
    WHEN NOT (CAST(dernier_contact AS DATE) <= DATE '2026-07-20') THEN 0
  END
  WHEN NOT (motif = 'avis_ponctuel' AND NOT medecin_est_mt AND adresse_par IN ('medecin_traitant', 'pmi') AND courrier_au_mt AND NOT revoir_dans_les_4_mois AND lieu IN ('cabinet', 'domicile', 'ehpad', 'hopital')) THEN 0
  WHEN NOT (CAST(dernier_contact AS DATE) <= DATE '2026-07-20') THEN 0
END AS BIGINT) AS regle
FROM t
