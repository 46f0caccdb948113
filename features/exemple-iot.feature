# language: fr
Fonctionnalité: L'application d'exemple « IoT Timeseries »
  Ce que promet examples/iot-timeseries/README.md, sur l'application telle qu'on la lance: des lots de relevés de
  capteurs, des vues qui en sont faites, une mémoire bornée, et un script qui injecte des fichiers entiers.

  Règle: Sous la limite la mémoire a tous les relevés d'un capteur, au-delà les derniers seulement

    @inv-4 @panne
    Scénario: La fenêtre se ferme, et les vues sont les mêmes après un SIGKILL
      Étant donné l'application d'exemple IoT, qui garde 300 relevés par capteur, puis les 100 derniers
      Quand je fais générer 2 000 relevés de 10 capteurs
      Alors le mode est "eager", avec 2 000 relevés dont 2 000 en mémoire
      Quand je fais générer 2 000 relevés de 10 capteurs
      Alors le mode est "window", avec 4 000 relevés dont 1 000 en mémoire
      Et les vues disent ce que dit le journal
      Et le capteur "sensor-001" a 100 relevés en mémoire, et 400 en remontant dans le journal
      Quand le serveur reçoit SIGKILL et redémarre
      Alors le mode est "window", avec 4 000 relevés dont 1 000 en mémoire
      Et les vues disent ce que dit le journal

  Règle: Un lot n'a qu'un effet, qui que ce soit qui l'envoie, et combien de fois

    @inv-6 @inv-9
    Scénario: Les mêmes lots à nouveau, et des lots qui n'en sont pas
      Étant donné l'application d'exemple IoT, qui garde 300 relevés par capteur, puis les 100 derniers
      Et que je fais générer 500 relevés de 5 capteurs
      Et que j'envoie l'une après l'autre les demandes:
        | demande                             | corps                                                                |
        | POST /api/events/BatchReadingsAdded | {"batchId":"l1","readings":[{"sensor":"s","time":1,"value":2}]}      |
        | POST /api/events/BatchReadingsAdded | {"readings":[{"value":2.0,"time":1,"sensor":"s"}], "batchId":"l1"}   |
      Alors le mode est "eager", avec 501 relevés dont 501 en mémoire
      Et un essai de 6 doublons de chaque lot n'a aucun effet
      Et aucune de ces demandes n'est prise, ni ne change le journal:
        | demande                             | corps                                                           | statut | code                   |
        | POST /api/events/BatchReadingsAdded | {"batchId":"l1","readings":[{"sensor":"s","time":1,"value":3}]} | 422    | idempotency_key_reused |
        | POST /api/events/BatchReadingsAdded | {"batchId":"l2","readings":[]}                                  | 422    | validation_failed      |
        | POST /api/events/BatchReadingsAdded | {"batchId":"l2","readings":[{"sensor":"s","time":1.5,"value":3}]} | 422  | validation_failed      |
        | POST /api/generate-fresh            | {"readings":1000000000}                                         | 422    | validation_failed      |
        | POST /api/test-duplicates           | {"copies":                                                      | 400    | malformed_json         |
        | GET /api/readings?from=hier         | aucun                                                           | 422    | validation_failed      |
      Et un lot de 10 000 relevés est pris, un lot de 10 001 est refusé avec 422 "validation_failed"

  Règle: Une injection interrompue est simplement relancée

    @inv-1 @inv-6 @panne
    Scénario: Le script meurt, puis le serveur, et il y a chaque relevé une fois
      Étant donné l'application d'exemple IoT, qui garde 300 relevés par capteur, puis les 100 derniers
      Et un fichier de 20 000 relevés
      Quand l'injection du fichier reçoit SIGKILL au-delà de 1 000 relevés
      Et que le serveur reçoit SIGKILL pendant l'injection du fichier, au-delà de 5 000 relevés
      Et que l'injection du fichier est relancée jusqu'à sa fin
      Alors l'injection a acquitté 20 000 relevés, dont au moins 5 000 l'étaient déjà
      Et le journal a chaque relevé du fichier une fois
      Et les vues disent ce que dit le journal

  Règle: Un fichier qui n'en est pas un est désigné à la ligne près, et rien n'en est envoyé

    @inv-9
    Scénario: Une ligne qui n'est pas du JSON
      Étant donné l'application d'exemple IoT, qui garde 300 relevés par capteur, puis les 100 derniers
      Et un fichier de 30 relevés
      Quand la ligne 17 du fichier devient "{"
      Et que l'injection du fichier est lancée
      Alors l'injection finit avec le code 65 et désigne la ligne 17 du fichier
      Et le mode est "eager", avec 0 relevés dont 0 en mémoire
