import { serve } from 'lithair';

import { models } from './models';
import { pages } from './pages';

void serve({ models, routes: pages, directory: './data/blog' });
