import {
  Bell,
  CircleCheck,
  Clock,
  Document,
  DocumentChecked,
  EditPen,
  Files,
  FolderOpened,
  Memo,
  Message,
  Position,
  PriceTag,
  Promotion,
  Stamp,
  Tickets,
  UserFilled,
} from '@element-plus/icons-vue';
import type { Component } from 'vue';
import type { TaskKind } from '../../api/types';

const icons: Record<TaskKind | 'all', Component> = {
  all: Files,
  receive: Message,
  submit: Promotion,
  instruct: Memo,
  assign: UserFilled,
  handle: FolderOpened,
  acknowledge: Bell,
  draft: Document,
  reviewContent: DocumentChecked,
  reviewForm: Tickets,
  sign: EditPen,
  number: PriceTag,
  seal: Stamp,
  send: Position,
};

export const kindIcon = (kind: TaskKind | 'all') => icons[kind];
export const lateIcon = Clock;
export const doneIcon = CircleCheck;
