// Runs several test files in one process, each as a suite of its name: to start a process and to
// load the product takes longer than most of them. A group that ends too early says in which file.
const path = require('node:path');
const { after, before, describe } = require('node:test');

exports.runTogether = function runTogether(files) {
  let current = 'before the first file';
  for (const file of files) {
    describe(file, () => {
      before(() => (current = file));
      require(path.resolve(file));
    });
  }
  after(() => (current = undefined));
  const say = (error) =>
    console.error(`in ${current ?? 'the last file'}: ${error?.stack ?? error}`);
  process.on('uncaughtException', say);
  process.on('unhandledRejection', say);
  process.on('exit', () => {
    if (current === undefined) return;
    console.error(`the process ended in ${current}`);
    process.exitCode ||= 1;
  });
};
