//! The life of a batch beside a plain model of it: random steps must leave both in the same state.

use crate::ground::{NOW, new_batch, on_both, viewer};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use store::{BatchId, BatchState, Store};

#[derive(Clone, Copy, Debug)]
enum Step {
    Start,
    Fail,
    Cancel,
    Reopen,
    Finish,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let all = prop::sample::select(vec![Step::Start, Step::Fail, Step::Cancel, Step::Reopen, Step::Finish]);
    prop::collection::vec(all, 1..12)
}

/// The state after a step, or `None` where the step must be refused.
fn expected(state: BatchState, step: Step) -> Option<BatchState> {
    let open = state.is_open();
    match step {
        Step::Start => open.then_some(BatchState::Running),
        Step::Fail => open.then_some(BatchState::Failed),
        Step::Cancel => open.then_some(BatchState::Cancelled),
        Step::Finish => open.then_some(BatchState::Finished),
        Step::Reopen => (!open && state != BatchState::Finished).then_some(BatchState::Queued),
    }
}

async fn take(store: &Store, id: &BatchId, step: Step) -> bool {
    let viewer = viewer();
    match step {
        Step::Start => store.start_batch(&viewer, id, NOW).await.is_ok(),
        Step::Fail => store.end_batch(&viewer, id, BatchState::Failed, Some("{}"), NOW).await.is_ok(),
        Step::Cancel => store.end_batch(&viewer, id, BatchState::Cancelled, None, NOW).await.is_ok(),
        Step::Reopen => store.reopen_batch(&viewer, id, "b00c", NOW).await.is_ok(),
        Step::Finish => match store.batch_writer(&viewer, id).await {
            Ok(writer) => writer.finish("b00c", "{}", NOW).await.is_ok(),
            Err(_) => false,
        },
    }
}

#[test]
fn a_batch_lives_as_its_model_does() {
    on_both(async |store| {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        for _ in 0..25 {
            let id = store.begin_batch(&viewer(), &new_batch("day.csv"), NOW).await.unwrap();
            let mut state = BatchState::Queued;
            for step in steps().new_tree(&mut runner).unwrap().current() {
                let wanted = expected(state, step);
                assert_eq!(take(&store, &id, step).await, wanted.is_some(), "{step:?} from {state:?}");
                state = wanted.unwrap_or(state);
                assert_eq!(store.batch(&viewer(), &id).await.unwrap().state, state);
            }
        }
    });
}
