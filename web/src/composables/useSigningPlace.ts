import { type ComputedRef, computed, type InjectionKey, inject, provide, type Ref, ref, watch } from 'vue';
import { useSigningPlan } from '../api/signing';
import type { ChosenPlace, SignaturePlace, SigningPlan } from '../api/types';

/** Where the signature will stand, shared by the page that shows it and the form that confirms it. */
export interface SigningPlace {
  plan: Ref<SigningPlan | undefined>;
  error: Ref<unknown>;
  /** What is shown on the page; null while nothing is to be signed. */
  shown: ComputedRef<{ place: SignaturePlace; seal: SignaturePlace | null } | null>;
  /** Reviewers may approve without an initial: then nothing is shown. */
  wanted: Ref<boolean>;
  move(to: ChosenPlace): void;
  /** Whether it stands elsewhere than where it was found. */
  moved: ComputedRef<boolean>;
  /** Back to where it was found. */
  reset(): void;
  /** Keeps it where a prepared document already has it; null: it may be moved again. */
  hold(at: ChosenPlace | null): void;
  held: Readonly<Ref<boolean>>;
  /** What the server is told with the signature. */
  confirmed: ComputedRef<{ fileSha256?: string; place?: ChosenPlace }>;
}

const key: InjectionKey<SigningPlace> = Symbol('signing place');

/** `fixed`: it is only looked at, and stands where it was found. */
export function provideSigningPlace(taskId: () => string | null, fixed = false): SigningPlace {
  const { data: found, error } = useSigningPlan(taskId);
  const held = ref(false);
  const plan = computed(
    () => found.value && { ...found.value, movable: found.value.movable && !fixed && !held.value },
  );
  const moved = ref<ChosenPlace | null>(null);
  const wanted = ref(true);
  // Each by itself: an array is another one each time, and a frame that is held changes the plan.
  watch(
    [() => plan.value?.file.sha256, () => plan.value?.required],
    () => {
      moved.value = null;
      held.value = false;
      wanted.value = plan.value?.required ?? true;
    },
    { immediate: true },
  );
  const shown = computed(() => {
    if (!plan.value || !wanted.value || taskId() === null) return null;
    const { place, seal } = plan.value;
    const now = { ...place, ...moved.value };
    const [dx, dy] = [now.x - place.x, now.y - place.y];
    return { place: now, seal: seal && { ...seal, page: now.page, x: seal.x + dx, y: seal.y + dy } };
  });
  const place: SigningPlace = {
    plan,
    error,
    shown,
    wanted,
    move: (to) => {
      if (plan.value?.movable) moved.value = to;
    },
    moved: computed(() => moved.value !== null && !held.value),
    reset: () => {
      moved.value = null;
    },
    held,
    hold: (at) => {
      held.value = at !== null;
      if (at) moved.value = at;
    },
    confirmed: computed(() => ({
      ...(plan.value ? { fileSha256: plan.value.file.sha256 } : {}),
      ...(moved.value ? { place: moved.value } : {}),
    })),
  };
  provide(key, place);
  return place;
}

export function useSigningPlace(): SigningPlace {
  const place = inject(key);
  if (!place) throw new Error('No page here shows where the signature will stand');
  return place;
}
