/**
 * The environment variables that the product's processes inherit from the supervisor: what any program needs to run.
 * All others may be secrets, ours or another program's, and these processes run untrusted code. A part's own variables
 * are set where it is started; the Worker's keys go through a file.
 */
const inherited = [
  // Programs, their libraries, and their files of a user.
  'PATH',
  'LD_LIBRARY_PATH',
  'HOME',
  'USER',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'TMPDIR',
  // Language and time zone of output.
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'LC_MESSAGES',
  'LC_TIME',
  'TZ',
  // A network may have its own certificate authority, which the Worker needs to reach a model.
  'NODE_EXTRA_CA_CERTS',
  // Tells tools not to prompt.
  'CI',
];

/** The inherited part of `environment`. */
export const partEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(inherited.flatMap((name) => (name in environment ? [[name, environment[name]]] : [])));
