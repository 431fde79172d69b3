import { describe, expect, it } from 'vitest';
import { meaningOf } from './refusals.ts';

const migrating = (what: string) => `Expected to migrate process instance '7' but ${what}`;
const modifying = (what: string) =>
  `Expected to modify instance of process 'p' but it contains one or more ${what}`;

describe('what the engine refuses', () => {
  it.each([
    [
      migrating(
        "active element with id 'A' is mapped to an element with id 'B' and different implementation. Elements must be mapped to elements of the same implementation.",
      ),
      'Bước «A» được làm theo cách khác ở phiên bản mới; chưa chuyển được.',
    ],
    [
      migrating(
        "active user task with id 'A' and implementation 'zeebe user task' is mapped to an user task with id 'B' and different implementation 'job worker'. Elements must be mapped to elements of the same implementation.",
      ),
      'Bước «A» được làm theo cách khác ở phiên bản mới; chưa chuyển được.',
    ],
    [
      migrating(
        "active element with id 'A' and type 'USER_TASK' is mapped to an element with id 'B' and different type 'SERVICE_TASK'. Elements must be mapped to elements of the same type.",
      ),
      'Bước «A» và bước «B» khác loại.',
    ],
    [
      migrating(
        "active element with id 'A' has a catch event with id 'T' that is mapped to a catch event with id 'M'. These catch events have different event types: 'TIMER' and 'MESSAGE'.",
      ),
      'Sự kiện «T» và sự kiện «M» khác loại.',
    ],
    [
      migrating(
        "active element with id 'A' attempts to subscribe to a message it is already subscribed to with name 'paid'. Migrating active elements",
      ),
      'Bước «A» đã chờ thông điệp «paid»; hãy chọn cả sự kiện nhận nó làm tương ứng.',
    ],
    [
      modifying(
        "activate instructions that would result in the activation of multi-instance element 'each', which is currently unsupported.",
      ),
      'Không mở được bước nằm trong «each», vì bước này lặp nhiều lần.',
    ],
    [
      modifying(
        "activate instructions for elements that are unsupported: 'start'. The activation of elements with type 'START_EVENT' is not supported.",
      ),
      'Không mở được bằng tay: start.',
    ],
    [
      modifying(
        "activate instructions for an element that has a flow scope with more than one active instance: 'sub'. Can't decide in which instance",
      ),
      'Quy trình con chứa «sub» đang chạy nhiều lần; hãy chọn mở trong lần nào.',
    ],
    [
      'Expected to create instance of process with none start event, but there is no such event',
      'Quy trình này bắt đầu bằng thông điệp, hẹn giờ hay tín hiệu; không mở bằng tay được.',
    ],
    [
      'Expected to delete resource with key `7` but there are still running instances',
      'Phiên bản này còn lần chạy; hãy chờ, dừng hoặc chuyển chúng sang phiên bản khác trước.',
    ],
    ['Something new', 'Bộ máy quy trình từ chối: Something new'],
  ])('%s', (said, meaning) => {
    expect(meaningOf(said)).toBe(meaning);
  });
});
