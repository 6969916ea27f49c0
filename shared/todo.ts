import * as z from 'zod/mini';

/** One step of the agent's plan for its turn. */
const todoItemSchema = z.object({ text: z.string(), state: z.enum(['open', 'doing', 'done']) });

/** The plan, in the order of its steps. */
export const todoSchema = z.array(todoItemSchema);
export type Todo = z.infer<typeof todoSchema>;
