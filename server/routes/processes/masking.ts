import { DEFAULT_MASKING, type MaskingRules } from '@congvan/engine';
import { getMonitoring, type Office } from '@congvan/office';

/** What an admin does not see of values, unless another admin has chosen otherwise. */
export async function maskingOf(office: Office): Promise<MaskingRules> {
  const chosen = await getMonitoring(office);
  return chosen ? { names: chosen.maskedNames, maxLength: chosen.maxValueLength } : DEFAULT_MASKING;
}
