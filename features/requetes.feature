# language: fr
Fonctionnalité: Chercher, trier et parcourir des fiches
  La boutique de ces scénarios est une application de quelques lignes: `support/apps/boutique.cjs`. `name`, `price`, `categoryId`
  et `colour` y ont un index, `stock` n'en a pas. L'oracle est une lecture naïve de ce que le client a vu acquitté
  (`support/naive-query.ts`).

  Règle: Une requête rend exactement les fiches qui la remplissent, dans l'ordre demandé

    Scénario: Page après page, en un flux, et comptés
      Étant donné une boutique de 600 produits
      Et que 150 produits changent et que 60 disparaissent
      Alors chaque requête rend ce qu'une lecture naïve de tous les produits rend, dans le même ordre:
        | categoryId=c3&limit=7                                          |
        | price[gte]=250&price[lt]=500&limit=13                          |
        | price[gt]=990&sort=-price&limit=3                              |
        | sort=price&limit=50                                            |
        | sort=-colour&limit=100                                         |
        | sort=name&limit=1000                                           |
        | categoryId[in]=c1,c2,c5&price[lte]=100&sort=price&limit=4      |
        | categoryId=c4&sort=-price&limit=5                              |
        | name[prefix]=lampe&limit=10                                    |
        | name[prefix]=lampe 1&categoryId[ne]=c1&sort=stock&limit=3      |
        | name[contains]=tag&limit=9                                     |
        | name[contains]=%22&sort=-name&limit=9                            |
        | colour=null&limit=20                                           |
        | colour[ne]=null&sort=colour&limit=60                           |
        | colour[gte]=null&colour[lte]=null&limit=20                     |
        | stock=3&limit=5                                                |
        | stock[gt]=10&sort=-stock&limit=40                              |
        | code=réf-77&limit=1                                            |
        | code[in]=réf-1,réf-2,réf-600&sort=-price&limit=1               |
        | price=-1&limit=2                                               |
        | price=123456&limit=2                                           |
        | price[gt]=10&price[lt]=5&limit=2                               |

  Règle: La suite d'une page ne répète ni ne saute aucune fiche qui reste

    Scénario: Des pages pendant que la boutique change
      Étant donné une boutique de 900 produits
      Alors chaque requête voit une fois chaque produit qui ne change pas, à sa place, pendant que d'autres naissent, changent et disparaissent:
        | price[gte]=100&limit=9        |
        | sort=price&limit=9            |
        | sort=-colour&limit=9          |
        | stock[gte]=2&sort=name&limit=9 |

    Scénario: Une suite appartient à sa requête
      Étant donné une boutique de 100 produits
      Alors la page qui suit celle de "sort=price&limit=3" est refusée à "sort=-price&limit=3"
      Et la page qui suit celle de "sort=price&limit=3" est refusée à "limit=3"
      Et la page qui suit celle de "price[gt]=1&limit=3" est refusée à "price[gt]=2&limit=3"
      Et la page qui suit celle de "limit=3" est refusée à "price[gt]=2&limit=3"

  @inv-7
  Règle: Les index sont des caches: un redémarrage les refait

    Plan du scénario: Après <fin>, « categoryId=c3&sort=-price » rend les mêmes produits
      Étant donné une boutique de 400 produits
      Et que 100 produits changent et que 50 disparaissent
      Quand le serveur de la boutique <verbe> et redémarre
      Et je parcours les produits de "categoryId=c3&sort=-price&limit=5"
      Alors ce sont ceux qu'une lecture naïve de tous les produits rend, dans le même ordre

      Exemples:
        | fin             | verbe          |
        | SIGKILL         | reçoit SIGKILL |
        | un arrêt propre | s'arrête       |

  Règle: Une référence se joint à la demande

    Scénario: expand sur une fiche et sur une liste
      Étant donné une boutique de 3 produits
      Quand j'envoie "POST /api/products" avec le corps {"id":"x","name":"n","price":1,"categoryId":"c2","code":"x","stock":1}
      Alors "GET /api/products?code=x&expand=categoryId" rend exactement:
        """
        {"items":[{"id":"x","name":"n","price":1,"categoryId":"c2","colour":null,"code":"x","stock":1,
          "expanded":{"categoryId":{"id":"c2","name":"Rayon 2"}}}],"next":null,"total":1}
        """
      Et "GET /api/products/x?expand=categoryId" rend exactement:
        """
        {"id":"x","name":"n","price":1,"categoryId":"c2","colour":null,"code":"x","stock":1,
          "expanded":{"categoryId":{"id":"c2","name":"Rayon 2"}}}
        """

  Règle: Ce qui n'est pas compris est refusé

    Scénario: Un champ, une comparaison, une valeur ou un tri qui n'existent pas
      Étant donné une boutique de 10 produits
      Alors "GET /api/products?prix=3" est refusé avec 400 "invalid_query"
      Et "GET /api/products?price=cher" est refusé avec 400 "invalid_query"
      Et "GET /api/products?price[like]=3" est refusé avec 400 "invalid_query"
      Et "GET /api/products?price=1&price=2" est refusé avec 400 "invalid_query"
      Et "GET /api/products?tags=a" est refusé avec 400 "invalid_query"
      Et "GET /api/products?sort=prix" est refusé avec 400 "invalid_query"
      Et "GET /api/products?sort=price,name" est refusé avec 400 "invalid_query"
      Et "GET /api/products?__proto__=1" est refusé avec 400 "invalid_query"
      Et "GET /api/products?expand=name" est refusé avec 400 "invalid_query"
      Et "GET /api/products/p1?expand=name" est refusé avec 400 "invalid_query"
      Et "GET /api/products/count?limit=3" est refusé avec 400 "invalid_query"

    Scénario: Un champ qui n'est jamais montré ne se devine pas
      Étant donné une boutique de 10 produits
      Alors "GET /api/products?supplier=x" est refusé avec 400 "invalid_query"
      Et "GET /api/products?supplier[prefix]=a" est refusé avec 400 "invalid_query"
      Et "GET /api/products?sort=supplier" est refusé avec 400 "invalid_query"
      Et "GET /api/products/count?supplier=x" est refusé avec 400 "invalid_query"

  Règle: db.indexed: ce qui a un index est toujours servi; le reste est lu fiche par fiche, dans une limite dite

    Scénario: 10000 fiches sont lues, 10001 sont refusées, et l'index qui manque est nommé
      Étant donné une boutique de 10000 produits
      Quand je parcours les produits de "stock=3&limit=100"
      Alors ce sont ceux qu'une lecture naïve de tous les produits rend, dans le même ordre
      Étant donné 1 produits de plus
      Quand j'envoie "GET /api/products?stock=3"
      Alors la réponse est un refus 400 "query_too_expensive" qui nomme "stock"
      Quand j'envoie "GET /api/products?sort=-stock"
      Alors la réponse est un refus 400 "query_too_expensive" qui nomme "stock"
      Quand je parcours les produits de "price[lt]=50&sort=-price&limit=100"
      Alors ce sont ceux qu'une lecture naïve de tous les produits rend, dans le même ordre
      Quand je parcours les produits de "stock=3&categoryId=c1&sort=stock&limit=100"
      Alors ce sont ceux qu'une lecture naïve de tous les produits rend, dans le même ordre

  @seul @lent
  Règle: Ce qu'un index sert ne coûte pas plus quand il y a beaucoup de fiches

    Scénario: 100 000 produits: dix par un index, contre dix de la liste
      Étant donné une boutique de 100 000 produits
      Alors la médiane de chaque requête est inférieure à 3 fois celle de "/api/products?limit=10":
        | /api/products?categoryId=c3&limit=10                       |
        | /api/products?price[gte]=500&price[lt]=501&limit=10        |
        | /api/products?price[gte]=500&limit=10                      |
        | /api/products?sort=-price&limit=10                         |
        | /api/products?price[lt]=500&sort=-price&limit=10           |
        | /api/products?name[prefix]=lampe 7&sort=name&limit=10      |
        | /api/products?code=réf-77777                               |
        | /api/products?categoryId=c3&price[lt]=500&limit=10         |
        | /api/products?categoryId=c3&sort=-price&limit=10           |
