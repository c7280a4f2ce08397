/**
 * The right to change nodes in place. A node made under an edit may be changed again under the same one, so a batch
 * copies each path once. Drop it at the end of the batch: from then on its nodes never change.
 */
export class Edit {
  declare private readonly brand: 'edit'
}

export function createEdit(): Edit {
  return new Edit()
}
