SELECT *,
CAST(CASE CASE
  WHEN heure_commencee BETWEEN 0 AND 5 THEN 0
  WHEN heure_commencee BETWEEN 6 AND 7 THEN 1
  WHEN heure_commencee BETWEEN 20 AND 23 THEN 1
  WHEN type_de_jour = 'ouvre' AND heure_commencee BETWEEN 8 AND 19 THEN 2
  WHEN type_de_jour = 'samedi' AND heure_commencee BETWEEN 8 AND 11 THEN 2
  WHEN type_de_jour = 'samedi' AND heure_commencee BETWEEN 12 AND 19 THEN 3
  WHEN type_de_jour = 'dimanche_ou_ferie' AND heure_commencee BETWEEN 8 AND 19 THEN 4
  WHEN type_de_jour = 'pont' AND heure_commencee BETWEEN 8 AND 19 THEN 5
END WHEN 0 THEN 'nuit_profonde' WHEN 1 THEN 'nuit' WHEN 2 THEN 'journee' WHEN 3 THEN 'samedi_apres_midi' WHEN 4 THEN 'dimanche_ou_ferie' WHEN 5 THEN 'pont' END AS VARCHAR) AS regle
FROM t
