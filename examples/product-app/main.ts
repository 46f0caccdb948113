import { Hono } from 'hono';
import { serve } from 'lithair';

import { benchmark } from './benchmark';
import { models } from './models';
import { bounded } from './requests';
import { shop } from './shop';
import { events, views } from './views';

void serve({
  models,
  events,
  views,
  routes: (node) =>
    new Hono()
      .use('/api/*', bounded)
      .route('/api/shop', shop(node))
      .route('/api/admin', benchmark(node)),
  directory: './data/product-app',
});
