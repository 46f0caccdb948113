// The branches of the storage code that no unit test takes. What only repeats itself for long is
// cut short: it takes no branch that the beginning does not take.
import { spawn } from 'node:child_process';

const child = spawn('node_modules/.bin/c8', [process.execPath, 'scripts/unit.mjs'], {
  stdio: 'inherit',
  env: { ...process.env, LITHAIR_POWER_LOSS_STATES: '50000', UNIT_REPORTER: 'dot' },
});
child.on('exit', (code) => process.exit(code ?? 1));
