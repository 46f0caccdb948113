import type { ErrorCode } from '../../errors/codes';
import type { Model } from '../../model/model';
import { health, ready, status } from '../routes/node-facts';
import { transaction } from '../routes/transaction';
import {
  answer,
  BODY_REFUSALS,
  json,
  KEY_REFUSALS,
  LOG_REFUSALS,
  ref,
  TARGET_REFUSALS,
  WRITE_HEADERS,
  WRITE_PARAMETERS,
} from './answers';
import { refusalsOf } from './model-refusals';
import type { Route } from './route';

const NODE = 'node';

/** The calls that every node has, whatever its models. */
export const nodeRoutes = (models: readonly Model[]): readonly Route[] => [
  ...FACTS,
  transactionRoute(models),
];

const FACTS: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    handle: (_node, { outgoing }) => health(outgoing),
    documentation: {
      id: 'node.health',
      tag: NODE,
      summary: 'Whether the process answers',
      answers: { 200: answer('It does.', ref('lithair.health')) },
      refusals: [],
    },
  },
  {
    method: 'GET',
    path: '/ready',
    handle: (node, { outgoing }) => ready(node, outgoing),
    documentation: {
      id: 'node.ready',
      tag: NODE,
      summary: 'Whether to send it requests',
      answers: {
        200: answer('Send; while it is `read_only`, writes get 507.', ref('lithair.ready')),
      },
      refusals: ['shutting_down'],
    },
  },
  {
    method: 'GET',
    path: '/status',
    handle: (node, { outgoing }) => status(node, outgoing),
    documentation: {
      id: 'node.status',
      tag: NODE,
      summary: 'Facts of the node: what an operator asks first',
      answers: { 200: answer('Sizes in bytes, time in seconds.', ref('lithair.status')) },
      refusals: [],
    },
  },
];

function transactionRoute(models: readonly Model[]): Route {
  const ofModels = models.map((model) => refusalsOf(model, models));
  return {
    method: 'POST',
    path: '/api/transaction',
    handle: (node, exchange) => transaction(node, exchange),
    documentation: {
      id: 'transaction',
      tag: 'transaction',
      summary: 'Changes records of several models in their order, all or nothing',
      description: 'A refusal says which operation it is of: `index`.',
      parameters: WRITE_PARAMETERS,
      body: json(ref('lithair.transaction')),
      answers: { 200: answer('What was done.', ref('lithair.tally'), WRITE_HEADERS) },
      refusals: [
        ...[...BODY_REFUSALS, ...KEY_REFUSALS, ...TARGET_REFUSALS, ...LOG_REFUSALS],
        ...(['id_taken', 'immutable_field', 'too_many_items'] satisfies ErrorCode[]),
        ...ofModels.flatMap(({ valuing, deleting }) => [...valuing, ...deleting]),
      ],
    },
  };
}
