import type { Role } from '../../shared/roles.ts';

/** A person's role, as a word beside their name. */
export const roleName: Record<Role, string> = { owner: 'Owner', editor: 'Editor', viewer: 'Viewer' };

/** The same at the end of a sentence. */
export const asRole: Record<Role, string> = {
  owner: 'as an owner',
  editor: 'as an editor',
  viewer: 'as a viewer: you can read, but not edit',
};
