import { monitoringInput } from '@congvan/office';
import { defineCall } from '../../http/call.ts';

const monitoring = monitoringInput.meta({ id: 'Monitoring' });

export const monitoringCalls = {
  get: defineCall({
    method: 'get',
    path: '/monitoring',
    name: 'getMonitoring',
    summary: 'Biến nào bị che, lịch sử lần chạy được lưu bao lâu',
    response: monitoring,
  }),
  set: defineCall({
    method: 'put',
    path: '/monitoring',
    name: 'setMonitoring',
    summary: 'Sửa danh sách che và thời hạn lưu',
    body: monitoring,
  }),
};
