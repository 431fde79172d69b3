/** A sentence of Zeebe's and the Vietnamese one, in which `$1` … stand for what the first one names. */
type Words = readonly [pattern: RegExp, sentence: string];

/** The faults that people make while they draw; the first that fits is told. */
const words: readonly Words[] = [
  [
    /^Attribute 'correlationKey' must be present and not empty$/,
    'Tin chờ nhận chưa có khóa đối chiếu (correlation key)',
  ],
  [
    /^Attribute 'type' must be present and not empty$/,
    'Chưa ghi loại việc (type) cho người thực hiện tự động',
  ],
  [/^Attribute 'processId' must be present and not empty$/, 'Chưa ghi mã của quy trình được gọi (processId)'],
  [/^Attribute 'decisionId' must be present and not empty$/, 'Chưa ghi mã của bảng quyết định (decisionId)'],
  [
    /^Attribute 'inputCollection' must be present and not empty$/,
    'Bước lặp chưa ghi danh sách để lặp (inputCollection)',
  ],
  [/^Attribute '(\w+)' must be present and not empty(?: if .+)?$/, 'Thiếu thuộc tính «$1»'],
  [/^Attribute '(\w+)' must be present if the attribute '(\w+)' is set$/, 'Đã ghi «$2» thì phải ghi cả «$1»'],
  [/^Attribute '(\w+)' must be one of: (.+)$/, 'Thuộc tính «$1» phải là một trong: $2'],
  [
    /^OutputElement and OutputCollection must both be set/,
    'Bước lặp phải ghi cả outputElement và outputCollection, hoặc không ghi cái nào',
  ],
  [
    /^Exactly one of the attributes '(\w+), (\w+)' must be present/,
    'Biểu mẫu phải ghi đúng một trong hai: «$1» hoặc «$2»',
  ],
  [/^(?:Name|Link name) must be present and not empty\.?$/, 'Chưa đặt tên'],
  [/^(?:ErrorCode|EscalationCode) must be present and not empty$/, 'Chưa ghi mã lỗi hoặc mã báo lên'],
  [/^Element id must be present and not empty\.$/, 'Phần tử chưa có mã (id)'],
  [/^The id '(.+)' is used more than once$/, 'Mã «$1» dùng cho nhiều phần tử'],
  [/^IDs must not be longer .+ of (\d+) characters\.$/, 'Mã (id) dài quá $1 ký tự'],
  [
    /^Must contain at least one executable process$/,
    'Bản vẽ không có quy trình nào chạy được: chưa chọn «Executable»',
  ],
  [
    /^The expressions of the model are too many or too long$/,
    'Các biểu thức của bản vẽ quá nhiều hoặc quá dài: hãy chia nhỏ bản vẽ',
  ],
  [
    /^Must not have more than (\d+) decisions, inputs, models and services$/,
    'Tệp có quá $1 quyết định, dữ liệu vào, mô hình và dịch vụ: hãy chia nhỏ',
  ],
  [/^Must reference a message$/, 'Chưa chọn tin (message)'],
  [/^Must reference a signal$/, 'Chưa chọn tín hiệu (signal)'],
  [/^Must reference an (?:error|escalation)$/, 'Chưa chọn lỗi hoặc mức báo lên'],
  [
    /^Must have exactly one 'zeebe:subscription' extension element$|^Must have exactly one zeebe:subscription extension element$/,
    'Tin chờ nhận chưa có khóa đối chiếu (correlation key)',
  ],
  [/^Must have exactly one 'zeebe:calledElement' extension element$/, 'Chưa chọn quy trình được gọi'],
  [
    /^Must have exactly one 'zeebe:taskDefinition' extension element$/,
    'Chưa ghi loại việc (type) cho người thực hiện tự động',
  ],
  [/^Must have exactly one 'zeebe:(\w+)' extension element/, 'Phải có đúng một «$1»'],
  [
    /^Must have either one 'zeebe:(\w+)' or one 'zeebe:(\w+)' extension element$/,
    'Chưa ghi cách thực hiện: phải có đúng một «$1» hoặc một «$2»',
  ],
  [
    /^Must have a condition or be default flow$/,
    'Đường đi chưa có điều kiện, cũng không phải đường mặc định',
  ],
  [/^Must have a condition$/, 'Đường đi chưa có điều kiện'],
  [
    /^Conditional sequence flows are only supported/,
    'Chỉ đường đi ra từ cổng loại trừ (XOR) hoặc cổng bao gồm (OR) mới có điều kiện',
  ],
  [/^Default flow must start at gateway$/, 'Đường mặc định phải đi ra từ một cổng'],
  [
    /^The (?:sourceRef|targetRef) '(.*)' of the sequence flow is no element/,
    'Đường đi nối với phần tử «$1» không có trong quy trình',
  ],
  [
    /^A sequence flow must not cross the border of a sub-process$/,
    'Đường đi không được vượt ranh giới của quy trình con',
  ],
  [/^Must have at least one start event$/, 'Quy trình chưa có sự kiện bắt đầu'],
  [/^Must have exactly one start event$/, 'Quy trình con phải có đúng một sự kiện bắt đầu'],
  [/^Multiple none start events are not allowed$/, 'Chỉ được có một sự kiện bắt đầu không điều kiện'],
  [
    /^Start events in subprocesses must be of type none$/,
    'Sự kiện bắt đầu của quy trình con không được có điều kiện',
  ],
  [/^End events must not have outgoing sequence flows/, 'Sự kiện kết thúc không được có đường đi ra'],
  [/^Cannot have incoming sequence flows$/, 'Sự kiện ở biên không được có đường đi vào'],
  [/^Must have at least one outgoing sequence flow or association$/, 'Sự kiện ở biên chưa có đường đi ra'],
  [/^Must be attached to an activity$/, 'Sự kiện ở biên phải gắn vào một bước'],
  [
    /^Event-based gateway must have at least 2 outgoing sequence flows\.$/,
    'Cổng chờ sự kiện phải có ít nhất hai đường đi ra',
  ],
  [
    /^Event-based gateway must not have an outgoing sequence flow to other/,
    'Cổng chờ sự kiện chỉ được nối tới sự kiện trung gian chờ tin, chờ giờ hoặc chờ tín hiệu',
  ],
  [
    /^Target elements of an event gateway must not have any additional incoming/,
    'Sự kiện sau cổng chờ sự kiện không được có đường vào nào khác',
  ],
  [/^Multiple (message|signal) event definitions with the same name '(.+)'/, 'Nhiều sự kiện cùng chờ «$2»'],
  [/^Must be exactly one type of timer/, 'Hẹn giờ phải có đúng một trong: khoảng chờ, thời điểm, chu kỳ'],
  [
    /^Intermediate timer catch event must have either/,
    'Hẹn giờ trung gian phải có khoảng chờ hoặc thời điểm',
  ],
  [
    /^Interrupting timer event with time cycle is not allowed\.$/,
    'Hẹn giờ theo chu kỳ không được ngắt bước đang chạy',
  ],
  [/^Invalid duration format '(.*)'/, 'Khoảng chờ «$1» sai dạng; viết như PT2H, P3D'],
  [/^Invalid date-time format '(.*)'/, 'Thời điểm «$1» sai dạng; viết như 2026-11-28T08:00:00+07:00'],
  [/^Invalid cycle format '(.*)'/, 'Chu kỳ «$1» sai dạng; viết như R3/PT1H'],
  [
    /^Priority must be a number between 0 and 100, but was '(.*)'\.$/,
    'Mức ưu tiên phải là số từ 0 đến 100, đang là «$1»',
  ],
  [
    /^Processes are not allowed to contain a straight-through processing loop: (.+)$/,
    'Vòng lặp không dừng, không có bước nào phải chờ: $1',
  ],
  [
    /^Expected expression but found static value '(.*)'\. An expression must start/,
    'Phải là biểu thức bắt đầu bằng dấu «=», đang là «$1»',
  ],
  [
    /^failed to parse expression '(.*)': unexpected end at position (\d+)$/s,
    'Biểu thức «$1» thiếu phần cuối',
  ],
  [
    /^failed to parse expression '(.*)': unexpected '(.+)' at position (\d+)$/s,
    'Biểu thức «$1» sai từ ký tự thứ $3: «$2»',
  ],
  [/^Event definition of this type is not supported$/, 'Loại sự kiện này không chạy được'],
  [/^Elements of type '(\w+)' are currently not supported\./, 'Loại phần tử «$1» không chạy được'],
  [
    /^Loop characteristics of this type are not supported$/,
    'Kiểu lặp này không chạy được; dùng lặp nhiều lần (multi-instance)',
  ],
  [/^Unable to find a model element instance for id (.+)$/, 'Không có phần tử «$1» trong quy trình'],
];

/** What Zeebe says of a model, in Vietnamese; undefined for the sentences that hardly anybody meets. */
export function vietnameseOf(message: string): string | undefined {
  for (const [pattern, sentence] of words) {
    const found = pattern.exec(message);
    if (found) return sentence.replace(/\$(\d)/g, (_, group) => found[Number(group)] ?? '');
  }
  return undefined;
}
