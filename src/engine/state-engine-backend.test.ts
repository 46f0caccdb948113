import { TableBackend } from './table-backend';
import { backendContract } from './state-engine-backend.contract';

backendContract('TableBackend', () => new TableBackend());
