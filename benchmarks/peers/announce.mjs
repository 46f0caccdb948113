// @ts-check
// What the runner expects of every server: one ready line, and an end on SIGTERM.

/** @param {number} port */
export function announce(port) {
  console.log(`listening on http://127.0.0.1:${port}`);
}

/** @param {() => void} [close] releases what the peer holds */
export function endOnSigterm(close) {
  process.once('SIGTERM', () => {
    close?.();
    process.exit(0);
  });
}
