// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/stream/answer.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestAnswer : public QObject
{
    Q_OBJECT

    static LaneUpdate at(qint64 tMs, StreamEvent event, LaneState state = LaneState::Streaming)
    {
        return {u"run"_s, 0, 0, tMs, state, std::move(event)};
    }

private Q_SLOTS:
    void everyLaneStateHasItsName()
    {
        for (int i = 0; i <= int(LaneState::Failed); ++i)
            QCOMPARE(laneStateFromName(laneStateName(LaneState(i))), LaneState(i));
        for (int i = 0; i <= int(AttemptOutcome::GaveUp); ++i)
            QCOMPARE(outcomeFromName(outcomeName(AttemptOutcome(i))), AttemptOutcome(i));
        for (int i = 0; i <= int(FinishReason::Unknown); ++i)
            QCOMPARE(finishReasonFromName(finishReasonName(FinishReason(i))), FinishReason(i));
    }

    void textGathersAndTheFirstTokenIsTimed()
    {
        Answer answer;
        answer.apply(at(5, Started{u"m-1"_s, u"id"_s, {}}));
        QVERIFY(!answer.ttftMs);
        answer.apply(at(120, TextDelta{u"Hello"_s}));
        answer.apply(at(220, TextDelta{u" world"_s}));
        QCOMPARE(answer.text, u"Hello world"_s);
        QCOMPARE(answer.ttftMs, 120);
        QCOMPARE(answer.totalMs, 220);
        QVERIFY(answer.outputIsEstimate());
    }

    void reasoningIsTimedUntilTheAnswerBegins()
    {
        Answer answer;
        answer.apply(at(100, ReasoningDelta{u"hm"_s, {}}));
        answer.apply(at(1300, TextDelta{u"yes"_s}));
        answer.apply(at(2000, TextDelta{u"."_s}));
        QCOMPARE(answer.ttftMs, 100);
        QCOMPARE(answer.reasoningMs, 1200);
    }

    void aSignatureEndsItsBlock()
    {
        Answer answer;
        answer.apply(at(1, ReasoningDelta{u"a"_s, {}}));
        answer.apply(at(2, ReasoningDelta{u"b"_s, "s1"}));
        answer.apply(at(3, ReasoningDelta{{}, "s2"}));
        answer.apply(at(4, ReasoningDelta{{}, "hidden", true}));
        answer.apply(at(5, ReasoningDelta{u"c"_s, {}}));
        const QList<ReasoningBlock> blocks = {
            {u"ab"_s, "s1"}, {{}, "s2"}, {{}, "hidden", true}, {u"c"_s, {}}};
        QCOMPARE(answer.reasoningBlocks, blocks);
        QCOMPARE(answer.reasoning, u"abc"_s);
    }

    void aSnapshotOfTheOutputCountsNoLessThanWhatArrived()
    {
        Answer answer;
        Usage snapshot;
        snapshot.input = 10;
        snapshot.output = 1;
        answer.apply(at(1, UsageReport{snapshot, UsageState::Estimated}));
        QCOMPARE(answer.outputTokens(), 1);
        answer.apply(at(2, TextDelta{QString(4000, u'x')}));
        QVERIFY(answer.outputIsEstimate());
        QVERIFY(answer.outputTokens() > 100);
        answer.apply(at(3, UsageReport{snapshot, UsageState::Reported}));
        QVERIFY(!answer.outputIsEstimate());
        QCOMPARE(answer.outputTokens(), 1);
    }

    void usageReplacesAndNeverAdds()
    {
        Answer answer;
        Usage first;
        first.output = 10;
        Usage second;
        second.output = 25;
        answer.apply(at(1, UsageReport{first, UsageState::Reported}));
        answer.apply(at(2, UsageReport{second, UsageState::Reported}));
        QCOMPARE(answer.outputTokens(), 25);
    }

    void toolCallPiecesJoinByIndex()
    {
        Answer answer;
        answer.apply(at(1, ToolCallDelta{1, u"a"_s, u"look"_s, u"{\"q\":"_s}));
        answer.apply(at(2, ToolCallDelta{2, u"b"_s, u"add"_s, {}}));
        answer.apply(at(3, ToolCallDelta{1, {}, {}, u"1}"_s}));
        QCOMPARE(answer.toolCalls.size(), 2);
        QCOMPARE(answer.toolCalls[0], (ToolCall{1, u"a"_s, u"look"_s, u"{\"q\":1}"_s}));
        QCOMPARE(answer.toolCalls[1].name, u"add"_s);
    }

    void speedCountsFromTheFirstToken()
    {
        Answer answer;
        answer.apply(at(1000, TextDelta{u"a"_s}));
        QVERIFY(!answer.tokensPerSecond());
        Usage usage;
        usage.output = 101;
        answer.apply(at(3000, UsageReport{usage, UsageState::Reported}));
        QCOMPARE(answer.tokensPerSecond(), 50.0);
    }

    void attemptsKeepTheirPlace()
    {
        Answer answer;
        Attempt attempt;
        attempt.provider = u"a"_s;
        answer.apply(at(1, RouteChanged{0, attempt}));
        attempt.outcome = AttemptOutcome::Answered;
        answer.apply(at(2, RouteChanged{0, attempt}));
        QCOMPARE(answer.attempts.size(), 1);
        QCOMPARE(answer.currentAttempt()->outcome, AttemptOutcome::Answered);
    }

    void partialTextSurvivesAFailure()
    {
        Answer answer;
        answer.apply(at(1, TextDelta{u"half"_s}));
        answer.apply(
            at(2, Failed{Error{ErrorKind::Network, u"gone"_s, {}, {}}, true}, LaneState::Incomplete));
        QCOMPARE(answer.text, u"half"_s);
        QCOMPARE(answer.error->kind, ErrorKind::Network);
        QVERIFY(isEnded(answer.state));
    }
};

QTEST_GUILESS_MAIN(TestAnswer)
#include "tst_answer.moc"
