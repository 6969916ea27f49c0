/**
 * What a process of the product gets of the environment that the supervisor was started in: what any program needs to
 * run here. All else may be a secret, of ours or of another program, and the processes run code that people bring. What
 * a part needs beside it is named where it is started; the Worker's keys go by a file.
 */
const handedOn = [
  // Finding programs, their libraries, and the files they keep for a user.
  'PATH',
  'LD_LIBRARY_PATH',
  'HOME',
  'USER',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'TMPDIR',
  // Language and time of what is printed.
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'LC_MESSAGES',
  'LC_TIME',
  'TZ',
  // A network may have a certificate authority of its own, and the Worker asks a model through it.
  'NODE_EXTRA_CA_CERTS',
  // Nobody is asked anything where nobody sits.
  'CI',
];

/** `environment` without what the product's processes have no business with. */
export const partEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(handedOn.flatMap((name) => (name in environment ? [[name, environment[name]]] : [])));
