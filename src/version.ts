/** Version of the package: `package.json` stands one folder above `src` and above `dist` alike. */
export const VERSION: string = (require('../package.json') as { version: string }).version;
