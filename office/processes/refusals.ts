/** What the engine says when it refuses, in Zeebe's words, and what that means to an admin. */
const meanings: readonly [said: RegExp, meaning: (found: readonly string[]) => string][] = [
  [/no process instance found with key '(\d+)'/, ([key]) => `Lần chạy ${key} không còn chạy.`],
  [/no process definition found with key '(\d+)'/, ([key]) => `Không có phiên bản quy trình ${key}.`],
  [/evaluate decision with key '(\d+)', but no/, ([key]) => `Không có phiên bản quyết định ${key}.`],
  [
    /process with none start event, but there is no such event/,
    () => 'Quy trình này bắt đầu bằng thông điệp, hẹn giờ hay tín hiệu; không mở bằng tay được.',
  ],
  [
    /delete resource with key `\d+` but there are still running instances/,
    () => 'Phiên bản này còn lần chạy; hãy chờ, dừng hoặc chuyển chúng sang phiên bản khác trước.',
  ],
  [
    /delete resource but no resource found with key `(\d+)`/,
    ([key]) => `Không có phiên bản quy trình ${key}.`,
  ],
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
    /active element with id '([^']+)' has an unsupported type/,
    ([id]) => `Bước «${id}» thuộc loại chưa chuyển được sang phiên bản khác.`,
  ],
  [
    /active (?:user task|element) with id '([^']+)' .*different implementation/,
    ([id]) => `Bước «${id}» được làm theo cách khác ở phiên bản mới; chưa chuyển được.`,
  ],
  [
    /active element with id '([^']+)' has a different loop characteristics/,
    ([id]) => `Bước «${id}» lặp theo cách khác ở phiên bản mới; chưa chuyển được.`,
  ],
  [
    /catch event with id '([^']+)' that is mapped to a catch event with id '([^']+)'\. These catch events have different/,
    ([from, to]) => `Sự kiện «${from}» và sự kiện «${to}» khác loại.`,
  ],
  [
    /These mappings detach the catch event/,
    () => 'Sự kiện đang chờ phải ở lại trên bước của nó; hãy chọn bước và sự kiện tương ứng cùng nhau.',
  ],
  [
    /multiple mapping instructions that target this catch event: '(.+)'\. Catch/,
    ([ids]) => `Nhiều sự kiện được chọn tương ứng với cùng một sự kiện: ${ids}.`,
  ],
  [
    /active element with id '([^']+)' attempts to subscribe to a message it is already subscribed to with name '([^']+)'/,
    ([id, message]) =>
      `Bước «${id}» đã chờ thông điệp «${message}»; hãy chọn cả sự kiện nhận nó làm tương ứng.`,
  ],
  [
    /active element with id '([^']+)' is mapped to element with id '([^']+)' that must be subscribed to a catch event\. (.+)$/,
    ([id, to, why]) => `Bước «${id}» không chờ được sự kiện của bước «${to}»: ${why}`,
  ],
  [
    /active user task with id '([^']+)' cannot be created\. (.+)$/,
    ([id, why]) => `Không giao được việc của bước «${id}» ở phiên bản mới: ${why}`,
  ],
  [
    /active instance triggered by a message start event with correlation key '([^']+)'/,
    ([key]) => `Phiên bản mới đã có lần chạy bắt đầu bằng thông điệp với khóa liên kết «${key}».`,
  ],
  [/a concurrent command was executed/, () => 'Lần chạy vừa đi tiếp trong lúc đó; hãy thử lại.'],
  [
    /activate instructions with an element that could not be found: (.+)$/,
    ([ids]) => `Quy trình không có bước ${ids}.`,
  ],
  [
    /terminate instructions with an element instance that could not be found: '(\d+)'/,
    ([key]) => `Bước ${key} đã kết thúc.`,
  ],
  [/elements that are unsupported: '(.+)'\. /, ([ids]) => `Không mở được bằng tay: ${ids}.`],
  [
    /activation of multi-instance element '([^']+)'/,
    ([id]) => `Không mở được bước nằm trong «${id}», vì bước này lặp nhiều lần.`,
  ],
  [
    /flow scope with more than one active instance: '([^']+)'/,
    ([id]) => `Quy trình con chứa «${id}» đang chạy nhiều lần; hãy chọn mở trong lần nào.`,
  ],
  [/ancestor scope key that (does not exist|does not belong)/, () => 'Phạm vi đã chọn không còn chạy.'],
  [/ancestor scope key that is not an ancestor/, () => 'Phạm vi đã chọn không chứa bước này.'],
  [
    /given instructions would terminate the instance/,
    () =>
      'Sau khi dừng thì lần chạy này kết thúc, mà nó được gọi từ lần chạy khác; hãy chuyển bước ở lần chạy gọi nó.',
  ],
];

/** In Vietnamese, or in the engine's own words where it says something new. */
export function meaningOf(said: string): string {
  for (const [pattern, meaning] of meanings) {
    const found = pattern.exec(said);
    if (found) return meaning(found.slice(1));
  }
  return `Bộ máy quy trình từ chối: ${said}`;
}
