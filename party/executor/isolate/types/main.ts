import { WorkerEntrypoint } from 'cloudflare:workers';
import type { TypeCheck, TypeCheckJob } from '../../../../shared/type-check.ts';
import { RoomProgram } from './room-program.ts';

const program = new RoomProgram();

/** The main module of the isolate that checks types. It lives on, and can reach nothing: texts are all that it gets. */
export default class TypeChecker extends WorkerEntrypoint {
  async check(job: TypeCheckJob): Promise<TypeCheck> {
    return await program.check(job);
  }
}
