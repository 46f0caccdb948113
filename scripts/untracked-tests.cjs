// `node:test` follows every promise and timer of a test file to the test that made it: up to two
// fifths of the time of tests that do little else. It needs that only to say which test an error
// belongs to that nobody caught; without, such an error fails the file.
const hooks = require('node:async_hooks');

const { createHook } = hooks;
const none = { enable: () => none, disable: () => none };
hooks.createHook = () => none;
require('node:test').describe; // it takes its hook when it is loaded
hooks.createHook = createHook;
