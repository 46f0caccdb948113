import { MapBackend } from './map-backend';
import { backendContract } from './state-engine-backend.contract';

backendContract('MapBackend', () => new MapBackend());
