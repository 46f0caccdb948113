import { serve } from 'lithair';

import { models } from './models';

void serve({ models, directory: './data/first-app' });
