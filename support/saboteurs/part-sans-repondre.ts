// A server that ends at once at SIGTERM: what it has just put on record is never answered.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({ endsAbruptly: true });
