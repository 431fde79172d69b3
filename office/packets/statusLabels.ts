/** Status codes of Decision 28/2018/QĐ-TTg, for people. */
export const statusLabels: Readonly<Record<string, string>> = {
  '01': 'Đã đến',
  '02': 'Từ chối tiếp nhận',
  '03': 'Đã tiếp nhận',
  '04': 'Đã phân công',
  '05': 'Đang xử lý',
  '06': 'Đã hoàn thành',
  '13': 'Xin lấy lại',
  '15': 'Đồng ý cho lấy lại',
  '16': 'Từ chối cho lấy lại',
};
