/** What the engine says when it refuses, in Zeebe's words, and what that means to an admin. */
const meanings: readonly [said: RegExp, meaning: (found: readonly string[]) => string][] = [
  [/no process instance found with key '(\d+)'/, ([key]) => `Lần chạy ${key} không còn chạy.`],
  [/no process definition found with key '(\d+)'/, ([key]) => `Không có phiên bản quy trình ${key}.`],
  [/no such incident was found/, () => 'Sự cố này đã được xử lý hoặc không còn.'],
  [/no such job was found/, () => 'Việc máy này đã xong hoặc không còn.'],
  [/update variables for element with key '(\d+)'/, ([key]) => `Phạm vi ${key} của biến không còn chạy.`],
  [
    /no mapping instruction defined for active element with id '([^']+)'/,
    ([id]) => `Bước «${id}» đang chạy mà chưa chọn bước tương ứng ở phiên bản mới.`,
  ],
  [
    /non-existing (source|target) element id '([^']+)'/,
    ([side, id]) => `Phiên bản ${side === 'source' ? 'đang chạy' : 'mới'} không có bước «${id}».`,
  ],
  [/duplicate source element ids '([^']+)'/, ([id]) => `Bước «${id}» được chọn tương ứng hai lần.`],
  [
    /id '([^']+)' and type '[^']+' is mapped to an element with id '([^']+)' and different type/,
    ([from, to]) => `Bước «${from}» và bước «${to}» khác loại.`,
  ],
  [
    /the flow scope of active element with id '([^']+)' is changed/,
    ([id]) => `Bước «${id}» nằm trong quy trình con khác; chưa chuyển được.`,
  ],
  [
    /active element with id '([^']+)' has a catch event '([^']+)' that is not in the target/,
    ([id, event]) => `Bước «${id}» đang chờ sự kiện «${event}» mà phiên bản mới không có.`,
  ],
  [
    /element with id '([^']+)' has sequence flows that wait at a joining gateway/,
    ([id]) => `Trong «${id}» có nhánh đang chờ ở cổng gộp; chưa chuyển được.`,
  ],
  [
    /user task with id '([^']+)' is mapped to a user task with a different implementation/,
    ([id]) => `Việc của người «${id}» được làm theo cách khác ở phiên bản mới; chưa chuyển được.`,
  ],
  [
    /active element with id '([^']+)' has a different loop characteristics/,
    ([id]) => `Bước «${id}» lặp theo cách khác ở phiên bản mới; chưa chuyển được.`,
  ],
  [
    /activate instructions with an element that could not be found: (.+)$/,
    ([ids]) => `Quy trình không có bước ${ids}.`,
  ],
  [
    /terminate instructions with an element instance that could not be found: '(\d+)'/,
    ([key]) => `Bước ${key} đã kết thúc.`,
  ],
  [/elements that are unsupported: '([^']+)'/, ([id]) => `Không mở được bước «${id}» bằng tay.`],
  [
    /flow scope with more than one active instance: '([^']+)'/,
    ([id]) => `Quy trình con chứa «${id}» đang chạy nhiều lần; hãy chọn mở trong lần nào.`,
  ],
  [
    /inside of the multi-instance '([^']+)'/,
    ([id]) => `Không mở được bước nằm trong «${id}», vì bước này lặp nhiều lần.`,
  ],
  [/ancestor scope key that does not exist/, () => 'Phạm vi đã chọn không còn chạy.'],
];

/** In Vietnamese, or in the engine's own words where it says something new. */
export function meaningOf(said: string): string {
  for (const [pattern, meaning] of meanings) {
    const found = pattern.exec(said);
    if (found) return meaning(found.slice(1));
  }
  return `Bộ máy quy trình từ chối: ${said}`;
}
