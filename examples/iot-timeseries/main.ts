import { resolveSettings, serve } from 'lithair';

import { readLimits } from './limits';
import { events, models } from './models';
import { routesOf } from './routes';
import { LocationIndex, recentReadings, SensorStatistics, TotalReadings } from './views';

const limits = readLimits(process.env);
const recent = recentReadings(limits);
const options = { directory: './data/iot-timeseries' };

void serve({
  ...options,
  models,
  events,
  views: [recent, LocationIndex, SensorStatistics, TotalReadings],
  routes: (node) => {
    const { directory } = resolveSettings({ options, environment: process.env }).settings;
    return routesOf({ node, limits, recent, directory });
  },
});
