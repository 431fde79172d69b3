import { handOverInput } from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { day, id, idParams, orNull, person, unitRef } from '../../http/shared.schema.ts';
import { task } from '../tasks/task.schema.ts';

const delegation = z
  .object({ id, delegate: person, from: day, until: day.nullable(), reason: z.string() })
  .meta({ id: 'Delegation', description: 'What comes on these days, both included, goes to the delegate.' });

const holder = person
  .extend({
    unit: orNull(unitRef),
    active: z.boolean().meta({ description: 'false: locked.' }),
    openTasks: z.int().meta({ description: 'Theirs alone, and waiting.' }),
    delegations: z.array(delegation),
  })
  .meta({ id: 'TaskHolder' });

const heldTask = task
  .extend({
    goesBack: z.boolean().meta({
      description: 'Handed over, it goes back to the drafter: the page bears the name of its signer.',
    }),
  })
  .meta({ id: 'HeldTask' });

export const delegationCalls = {
  holders: defineCall({
    method: 'get',
    path: '/task-holders',
    name: 'listTaskHolders',
    summary:
      'Những người mà việc có thể bàn giao: quản trị mọi người, trưởng đơn vị người trong đơn vị, mỗi người việc của mình',
    response: z.object({ items: z.array(holder) }).meta({ id: 'TaskHolderList' }),
  }),
  tasks: defineCall({
    method: 'get',
    path: '/task-holders/{id}/tasks',
    name: 'listHeldTasks',
    summary: 'Việc đang mở của một người, để bàn giao; nhiều nhất 200',
    params: idParams,
    response: z.object({ items: z.array(heldTask) }).meta({ id: 'HeldTaskList' }),
    errors: [404],
  }),
  handOver: defineCall({
    method: 'post',
    path: '/task-holders/{id}/hand-over',
    name: 'handOverTasks',
    summary: 'Bàn giao việc đang mở cho người khác, ủy quyền việc sẽ đến trong một thời gian',
    params: idParams,
    body: handOverInput.omit({ userId: true }).meta({ id: 'HandOver' }),
    response: z
      .object({
        handedOver: z.int(),
        returned: z.int().meta({ description: 'Given back to their drafters, to choose another signer.' }),
      })
      .meta({ id: 'HandedOver' }),
    errors: [404, 409, 422],
  }),
  end: defineCall({
    method: 'delete',
    path: '/delegations/{id}',
    name: 'endDelegation',
    summary: 'Kết thúc một ủy quyền',
    params: idParams,
    errors: [404],
  }),
};
