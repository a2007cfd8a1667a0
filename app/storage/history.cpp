// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/storage/history.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

static Result<void> plain(const Result<QSqlQuery> &query)
{
    if (!query)
        return std::unexpected(query.error());
    return {};
}

template<typename T>
static QVariant orNull(const std::optional<T> &value)
{
    return value ? QVariant(qint64(*value)) : QVariant(QMetaType::fromType<qint64>());
}

static std::optional<qint64> optionalInt(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

static QString jsonText(const QJsonArray &array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

static QString attemptsText(const QList<Attempt> &attempts)
{
    QJsonArray array;
    for (const Attempt &a : attempts)
        array.append(QJsonObject{
            {"provider"_L1, a.provider},
            {"name"_L1, a.providerName},
            {"model"_L1, a.model},
            {"key"_L1, a.keyLastFour},
            {"status"_L1, a.httpStatus},
            {"started"_L1, a.startedMs},
            {"ended"_L1, a.endedMs ? QJsonValue(*a.endedMs) : QJsonValue()},
            {"outcome"_L1, outcomeName(a.outcome)},
            {"error"_L1, a.errorKind ? QJsonValue(errorKindName(*a.errorKind)) : QJsonValue()},
            {"simulated"_L1, a.simulated},
            {"substitute"_L1, a.substitute},
            {"why"_L1, a.why},
            {"cost"_L1, a.cost ? QJsonValue(a.cost->pico) : QJsonValue()},
            {"cost_state"_L1, int(a.costState)},
            {"maybe_billed"_L1, a.maybeBilled},
        });
    return jsonText(array);
}

static QList<Attempt> attemptsFrom(const QString &text)
{
    QList<Attempt> attempts;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array) {
        Attempt a;
        a.provider = value["provider"_L1].toString();
        a.providerName = value["name"_L1].toString();
        a.model = value["model"_L1].toString();
        a.keyLastFour = value["key"_L1].toString();
        a.httpStatus = value["status"_L1].toInt();
        a.startedMs = value["started"_L1].toInteger();
        if (value["ended"_L1].isDouble())
            a.endedMs = value["ended"_L1].toInteger();
        a.outcome = outcomeFromName(value["outcome"_L1].toString()).value_or(AttemptOutcome::Failed);
        a.errorKind = errorKindFromName(value["error"_L1].toString());
        a.simulated = value["simulated"_L1].toBool();
        a.substitute = value["substitute"_L1].toBool();
        a.why = value["why"_L1].toString();
        if (value["cost"_L1].isDouble())
            a.cost = Money{value["cost"_L1].toInteger()};
        a.costState = CostState(qBound(0, value["cost_state"_L1].toInt(), int(CostState::Reported)));
        a.maybeBilled = value["maybe_billed"_L1].toBool();
        attempts.append(a);
    }
    return attempts;
}

static QString toolCallsText(const QList<ToolCall> &calls)
{
    QJsonArray array;
    for (const ToolCall &call : calls)
        array.append(QJsonObject{{"index"_L1, call.index},
                                 {"id"_L1, call.id},
                                 {"name"_L1, call.name},
                                 {"arguments"_L1, call.arguments},
                                 {"server"_L1, call.server}});
    return jsonText(array);
}

static QList<ToolCall> toolCallsFrom(const QString &text)
{
    QList<ToolCall> calls;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array)
        calls.append({value["index"_L1].toInt(), value["id"_L1].toString(), value["name"_L1].toString(),
                      value["arguments"_L1].toString(), value["server"_L1].toBool()});
    return calls;
}

static QString citationsText(const QList<Citation> &citations)
{
    QJsonArray array;
    for (const Citation &citation : citations)
        array.append(QJsonObject{{"url"_L1, citation.url}, {"title"_L1, citation.title}});
    return jsonText(array);
}

static QList<Citation> citationsFrom(const QString &text)
{
    QList<Citation> citations;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array)
        citations.append({value["url"_L1].toString(), value["title"_L1].toString()});
    return citations;
}

/// What few answers have: notes, pictures, and the signatures of reasoning (its text stands in its column,
/// cut into blocks by their lengths). Null where there is none.
static QVariant extrasText(const Answer &answer)
{
    QJsonObject extras;
    if (!answer.notes.isEmpty())
        extras["notes"_L1] = QJsonArray::fromStringList(answer.notes);
    QJsonArray images;
    for (const AnswerImage &image : answer.images)
        images.append(QJsonObject{{"type"_L1, QString::fromLatin1(image.mimeType)},
                                  {"base64"_L1, QString::fromLatin1(image.bytes.toBase64())}});
    if (!images.isEmpty())
        extras["images"_L1] = images;
    const bool isSigned = std::ranges::any_of(
        answer.reasoningBlocks, [](const ReasoningBlock &block) { return !block.signature.isEmpty(); });
    QJsonArray blocks;
    for (const ReasoningBlock &block : answer.reasoningBlocks)
        blocks.append(QJsonObject{{"length"_L1, block.text.size()},
                                  {"redacted"_L1, block.redacted},
                                  {"signature"_L1, QString::fromLatin1(block.signature.toBase64())}});
    if (isSigned)
        extras["reasoning"_L1] = blocks;
    return extras.isEmpty()
               ? QVariant(QMetaType::fromType<QString>())
               : QVariant(QString::fromUtf8(QJsonDocument(extras).toJson(QJsonDocument::Compact)));
}

static void readExtras(const QString &text, Answer &answer)
{
    const QJsonObject extras = QJsonDocument::fromJson(text.toUtf8()).object();
    const QJsonArray notes = extras["notes"_L1].toArray();
    for (const QJsonValue &note : notes)
        answer.notes.append(note.toString());
    const QJsonArray images = extras["images"_L1].toArray();
    for (const QJsonValue &image : images)
        answer.images.append({image["type"_L1].toString().toLatin1(),
                              QByteArray::fromBase64(image["base64"_L1].toString().toLatin1())});
    qsizetype at = 0;
    const QJsonArray blocks = extras["reasoning"_L1].toArray();
    for (const QJsonValue &block : blocks) {
        const qsizetype length = block["length"_L1].toInteger();
        answer.reasoningBlocks.append({answer.reasoning.mid(at, length),
                                       QByteArray::fromBase64(block["signature"_L1].toString().toLatin1()),
                                       block["redacted"_L1].toBool()});
        at += length;
    }
}

static QVariant errorText(const std::optional<Error> &error)
{
    if (!error)
        return QVariant(QMetaType::fromType<QString>());
    const QJsonObject object{{"kind"_L1, errorKindName(error->kind)},
                             {"message"_L1, error->message},
                             {"hint"_L1, error->hint},
                             {"status"_L1, error->httpStatus}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

static std::optional<Error> errorFrom(const QVariant &text)
{
    if (text.isNull())
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(text.toString().toUtf8()).object();
    Error error;
    error.kind = errorKindFromName(object["kind"_L1].toString()).value_or(ErrorKind::Internal);
    error.message = object["message"_L1].toString();
    error.hint = object["hint"_L1].toString();
    error.httpStatus = object["status"_L1].toInt();
    return error;
}

Result<void> History::insertRun(const RunRecord &run, const QString &session)
{
    auto done = m_database.run(
        u"INSERT INTO run (id, session, started_ms, source, prompt, system, max_tokens, temperature, rules, "
        "parameters) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))"_s,
        {run.id, session, run.startedWallMs, run.source, notNull(run.prompt), notNull(run.system),
         orNull(run.maxTokens),
         run.temperature ? QVariant(*run.temperature) : QVariant(QMetaType::fromType<double>()),
         run.rules.isEmpty() ? QVariant(QMetaType::fromType<QString>()) : QVariant(run.rules),
         // As UTF-8 already: SQLite's own conversion takes twice the memory of a text that has files in it.
         run.parameters.isEmpty() ? QVariant(QMetaType::fromType<QByteArray>())
                                  : QVariant(run.parameters.toUtf8())});
    for (int i = 0; done && i < int(run.lanes.size()); ++i) {
        const LaneSpec &lane = run.lanes[i];
        done = m_database.run(
            u"INSERT INTO lane (run_id, lane, model, display_name, simulated) VALUES (?, ?, ?, ?, ?)"_s,
            {run.id, i, notNull(lane.model), notNull(lane.displayName), int(lane.simulated)});
    }
    return plain(done);
}

Result<void> History::endRun(const QString &runId, qint64 wallMs)
{
    return plain(m_database.run(u"UPDATE run SET ended_ms = ? WHERE id = ?"_s, {wallMs, runId}));
}

Result<void> History::reopenRun(const QString &runId, const QString &session)
{
    return plain(
        m_database.run(u"UPDATE run SET ended_ms = NULL, session = ? WHERE id = ?"_s, {session, runId}));
}

Result<void> History::insertAnswer(const QString &runId, int lane, int take)
{
    return plain(m_database.run(
        u"INSERT OR IGNORE INTO answer (run_id, lane, take, state) VALUES (?, ?, ?, 'queued')"_s,
        {runId, lane, take}));
}

Result<void> History::appendChunk(const QString &runId, int lane, int take, qint64 seq, ChunkKind kind,
                                  const QString &text)
{
    return plain(m_database.run(
        u"INSERT INTO answer_chunk (run_id, lane, take, seq, kind, text) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {runId, lane, take, seq, int(kind), text}));
}

Result<void> History::dropTexts(const QString &runId, int lane, int take)
{
    auto done = plain(m_database.run(u"DELETE FROM answer_chunk WHERE run_id = ? AND lane = ? AND take = ?"_s,
                                     {runId, lane, take}));
    if (done)
        done = plain(m_database.run(u"UPDATE answer SET text = '', reasoning = '', refusal = '', "
                                    "tool_calls = NULL, citations = NULL, extras = NULL "
                                    "WHERE run_id = ? AND lane = ? AND take = ?"_s,
                                    {runId, lane, take}));
    return done;
}

Result<void> History::saveFigures(const QString &runId, int lane, int take, const Answer &a)
{
    return plain(m_database.run(
        u"UPDATE answer SET state = ?, answered_model = ?, upstream = ?, response_id = ?, attempts = ?, "
        "input = ?, cached_input = ?, cache_write = ?, output = ?, "
        "reasoning_tokens = ?, "
        "usage_state = ?, cost_pico = ?, cost_state = ?, ttft_ms = ?, reasoning_ms = ?, total_ms = ?, "
        "finish_reason = ?, native_finish_reason = ?, error = ? WHERE run_id = ? AND lane = ? AND take = ?"_s,
        {QString(laneStateName(a.state)),
         a.answeredModel,
         a.upstream,
         a.responseId,
         attemptsText(a.attempts),
         orNull(a.usage.input),
         orNull(a.usage.cachedInput),
         orNull(a.usage.cacheWrite),
         orNull(a.usage.output),
         orNull(a.usage.reasoning),
         int(a.usageState),
         a.cost ? QVariant(a.cost->pico) : QVariant(QMetaType::fromType<qint64>()),
         int(a.costState),
         orNull(a.ttftMs),
         orNull(a.reasoningMs),
         a.totalMs,
         a.finishReason ? QVariant(QString(finishReasonName(*a.finishReason)))
                        : QVariant(QMetaType::fromType<QString>()),
         a.nativeFinishReason,
         errorText(a.error),
         runId,
         lane,
         take}));
}

Result<void> History::saveTime(const QString &runId, int lane, int take, qint64 totalMs)
{
    return plain(
        m_database.run(u"UPDATE answer SET total_ms = ? WHERE run_id = ? AND lane = ? AND take = ?"_s,
                       {totalMs, runId, lane, take}));
}

Result<void> History::saveContent(const QString &runId, int lane, int take, const Answer &a)
{
    return plain(m_database.run(
        u"UPDATE answer SET text = ?, reasoning = ?, refusal = ?, tool_calls = ?, citations = ?, extras = ? "
        "WHERE run_id = ? AND lane = ? AND take = ?"_s,
        {notNull(a.text), notNull(a.reasoning), notNull(a.refusal), toolCallsText(a.toolCalls),
         citationsText(a.citations), extrasText(a), runId, lane, take}));
}

Result<void> History::saveWhole(const QString &runId, int lane, int take, const Answer &a)
{
    Result<void> done = insertAnswer(runId, lane, take);
    if (done)
        done = saveFigures(runId, lane, take, a);
    if (done)
        done = saveContent(runId, lane, take, a);
    if (done)
        done = plain(m_database.run(u"DELETE FROM answer_chunk WHERE run_id = ? AND lane = ? AND take = ?"_s,
                                    {runId, lane, take}));
    return done;
}

Result<QList<RunSummary>> History::recent(int most, const QString &containing)
{
    // One pass over the newest runs; each lane counts with its last take.
    QString sql = u"SELECT r.id, r.started_ms, substr(r.prompt, 1, 200), r.interrupted, "
                  "(SELECT json_group_array(display_name) FROM (SELECT display_name FROM lane "
                  "WHERE run_id = r.id ORDER BY lane)), "
                  "(SELECT count(*) FROM answer a WHERE a.run_id = r.id AND a.state = 'done' AND a.take = "
                  "(SELECT max(take) FROM answer WHERE run_id = a.run_id AND lane = a.lane)), "
                  "(SELECT sum(cost_pico) FROM answer WHERE run_id = r.id), "
                  "(SELECT count(*) FROM answer WHERE run_id = r.id AND cost_pico IS NULL) FROM run r"_s;
    QVariantList values;
    if (!containing.isEmpty()) {
        QString like = containing;
        like.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
        like = u'%' + like + u'%';
        sql += u" WHERE r.prompt LIKE ? ESCAPE '\\' OR EXISTS "
               "(SELECT 1 FROM answer a WHERE a.run_id = r.id AND a.text LIKE ? ESCAPE '\\')"_s;
        values = {like, like};
    }
    sql += u" ORDER BY r.started_ms DESC, r.id DESC LIMIT ?"_s;
    values.append(most);
    auto rows = m_database.run(sql, values);
    if (!rows)
        return std::unexpected(rows.error());
    QList<RunSummary> list;
    while (rows->next()) {
        RunSummary summary;
        summary.id = rows->value(0).toString();
        summary.startedWallMs = rows->value(1).toLongLong();
        summary.prompt = rows->value(2).toString();
        summary.interrupted = rows->value(3).toBool();
        const QJsonArray names = QJsonDocument::fromJson(rows->value(4).toString().toUtf8()).array();
        for (const QJsonValue &name : names)
            summary.models.append(name.toString());
        summary.doneLanes = rows->value(5).toInt();
        if (rows->value(7).toInt() == 0 && !rows->value(6).isNull())
            summary.cost = Money{rows->value(6).toLongLong()};
        list.append(summary);
    }
    return list;
}

Result<void> History::addChunks(const QString &runId, int lane, int take, Answer &answer)
{
    auto rows = m_database.run(
        u"SELECT kind, text FROM answer_chunk WHERE run_id = ? AND lane = ? AND take = ? ORDER BY seq"_s,
        {runId, lane, take});
    if (!rows)
        return std::unexpected(rows.error());
    const auto isSigned = [](const ReasoningBlock &block) { return !block.signature.isEmpty(); };
    if (answer.reasoningBlocks.isEmpty() && !answer.reasoning.isEmpty()) // kept whole before, without blocks
        answer.reasoningBlocks.append({answer.reasoning, {}, false});
    while (rows->next())
        applyChunk(answer, ChunkKind(rows->value(0).toInt()), rows->value(1).toString());
    if (std::ranges::none_of(answer.reasoningBlocks, isSigned))
        answer.reasoningBlocks.clear();
    return {};
}

Result<Answer> History::loadAnswer(const QString &runId, int lane, int &take)
{
    auto rows =
        m_database.run(u"SELECT take, state, text, reasoning, refusal, answered_model, upstream, "
                       u"response_id, tool_calls, citations, "
                       "attempts, input, cached_input, cache_write, output, reasoning_tokens, "
                       "usage_state, cost_pico, cost_state, "
                       "ttft_ms, reasoning_ms, total_ms, finish_reason, native_finish_reason, error, extras "
                       "FROM answer WHERE run_id = ? AND lane = ? ORDER BY take DESC LIMIT 1"_s,
                       {runId, lane});
    if (!rows)
        return std::unexpected(rows.error());
    Answer a;
    if (!rows->next())
        return a;
    const auto text = [&](int column) { return rows->value(column).toString(); };
    const auto number = [&](int column) { return optionalInt(rows->value(column)); };
    a.state = laneStateFromName(text(1)).value_or(LaneState::Incomplete);
    a.text = text(2);
    a.reasoning = text(3);
    a.refusal = text(4);
    a.answeredModel = text(5);
    a.upstream = text(6);
    a.responseId = text(7);
    a.toolCalls = toolCallsFrom(text(8));
    a.citations = citationsFrom(text(9));
    a.attempts = attemptsFrom(text(10));
    a.usage = {.input = number(11),
               .cachedInput = number(12),
               .cacheWrite = number(13),
               .output = number(14),
               .reasoning = number(15),
               .reportedCost = {}};
    a.usageState = UsageState(rows->value(16).toInt());
    if (const auto pico = number(17))
        a.cost = Money{*pico};
    a.costState = CostState(rows->value(18).toInt());
    a.ttftMs = number(19);
    a.reasoningMs = number(20);
    a.totalMs = rows->value(21).toLongLong();
    a.finishReason = finishReasonFromName(text(22));
    a.nativeFinishReason = text(23);
    a.error = errorFrom(rows->value(24));
    readExtras(text(25), a);
    take = rows->value(0).toInt();
    if (auto added = addChunks(runId, lane, take, a); !added)
        return std::unexpected(added.error());
    return a;
}

Result<QList<TokenSample>> History::tokenSamples(int most)
{
    // Texts that are whole, and whose tokens are those of the text.
    auto rows = m_database.run(
        u"SELECT l.model, a.text, a.output - coalesce(a.reasoning_tokens, 0) FROM run r "
        "JOIN lane l ON l.run_id = r.id JOIN answer a ON a.run_id = l.run_id AND a.lane = l.lane "
        "WHERE l.simulated = 0 AND a.state = 'done' AND a.usage_state = ? AND a.output > 0 "
        "AND (a.reasoning = '' OR a.reasoning_tokens > 0) AND coalesce(a.tool_calls, '') IN ('', '[]') "
        "AND length(a.text) BETWEEN 40 AND 4000 ORDER BY r.started_ms DESC LIMIT ?"_s,
        {int(UsageState::Reported), most});
    if (!rows)
        return std::unexpected(rows.error());
    QList<TokenSample> samples;
    while (rows->next())
        samples.append({rows->value(0).toString(), rows->value(1).toString(), rows->value(2).toLongLong()});
    return samples;
}

Result<QList<RouteRecord>> History::recentRoutes(int most)
{
    auto rows =
        m_database.run(u"SELECT r.id, l.lane, r.started_ms, r.source, l.model, l.display_name, a.state, "
                       u"a.attempts, a.output, "
                       "a.usage_state, a.cost_pico, a.cost_state, a.ttft_ms, a.total_ms, a.error FROM run r "
                       "JOIN lane l ON l.run_id = r.id JOIN answer a ON a.run_id = l.run_id AND a.lane = "
                       "l.lane AND a.take = "
                       "(SELECT max(take) FROM answer b WHERE b.run_id = l.run_id AND b.lane = l.lane) "
                       "ORDER BY r.started_ms DESC, l.lane LIMIT ?"_s,
                       {most});
    if (!rows)
        return std::unexpected(rows.error());
    QList<RouteRecord> routes;
    while (rows->next()) {
        const auto text = [&](int column) { return rows->value(column).toString(); };
        const auto number = [&](int column) { return optionalInt(rows->value(column)); };
        RouteRecord route{.runId = text(0),
                          .lane = rows->value(1).toInt(),
                          .startedWallMs = rows->value(2).toLongLong(),
                          .source = text(3),
                          .answer = {}};
        Answer &a = route.answer;
        a.model = text(4);
        a.displayName = text(5);
        a.state = laneStateFromName(text(6)).value_or(LaneState::Incomplete);
        a.attempts = attemptsFrom(text(7));
        a.usage.output = number(8);
        a.usageState = UsageState(rows->value(9).toInt());
        if (const auto pico = number(10))
            a.cost = Money{*pico};
        a.costState = CostState(rows->value(11).toInt());
        a.ttftMs = number(12);
        a.totalMs = rows->value(13).toLongLong();
        a.error = errorFrom(rows->value(14));
        routes.append(route);
    }
    return routes;
}

/// An answer that was cut off by the death of its process never got figures: its tokens are those seen so
/// far.
static void countWhatWasSeen(Answer &answer)
{
    if (answer.usage.output || answer.usageState != UsageState::Unknown ||
        (answer.text.isEmpty() && answer.reasoning.isEmpty()))
        return;
    TokenEstimate seen(tokenFamilyOf(answer.model));
    seen.add(answer.reasoning);
    seen.add(answer.text);
    answer.usage.output = seen.tokens();
    answer.usageState = UsageState::Estimated;
}

Result<StoredRun> History::load(const QString &runId)
{
    auto rows = m_database.run(
        u"SELECT started_ms, source, prompt, system, interrupted, max_tokens, temperature, rules, parameters FROM run WHERE id = ?"_s,
        {runId});
    if (!rows)
        return std::unexpected(rows.error());
    if (!rows->next())
        return fail(ErrorKind::Storage,
                    QCoreApplication::translate("Store", "That run is not in the history."));
    StoredRun stored;
    stored.run = {.id = runId,
                  .startedWallMs = rows->value(0).toLongLong(),
                  .source = rows->value(1).toString(),
                  .prompt = rows->value(2).toString(),
                  .system = rows->value(3).toString(),
                  .lanes = {},
                  .maxTokens = {},
                  .temperature = {}};
    stored.interrupted = rows->value(4).toBool();
    stored.run.rules = rows->value(7).toString();
    stored.run.parameters = rows->value(8).toString();
    if (const auto maxTokens = optionalInt(rows->value(5)))
        stored.run.maxTokens = int(*maxTokens);
    if (!rows->value(6).isNull())
        stored.run.temperature = rows->value(6).toDouble();
    auto lanes = m_database.run(
        u"SELECT model, display_name, simulated FROM lane WHERE run_id = ? ORDER BY lane"_s, {runId});
    if (!lanes)
        return std::unexpected(lanes.error());
    while (lanes->next())
        stored.run.lanes.append(
            {lanes->value(0).toString(), lanes->value(1).toString(), lanes->value(2).toBool()});
    for (int i = 0; i < int(stored.run.lanes.size()); ++i) {
        int take = 0;
        auto answer = loadAnswer(runId, i, take);
        if (!answer)
            return std::unexpected(answer.error());
        answer->model = stored.run.lanes[i].model;
        answer->displayName = stored.run.lanes[i].displayName;
        countWhatWasSeen(*answer);
        stored.answers.append(*answer);
        stored.takes.append(take);
    }
    return stored;
}

Result<QList<std::pair<QString, QString>>> History::unendedRuns()
{
    auto rows = m_database.run(u"SELECT id, session FROM run WHERE ended_ms IS NULL ORDER BY started_ms"_s);
    if (!rows)
        return std::unexpected(rows.error());
    QList<std::pair<QString, QString>> list;
    while (rows->next())
        list.append({rows->value(0).toString(), rows->value(1).toString()});
    return list;
}

Result<void> History::markInterrupted(const QString &runId)
{
    Result<void> done = plain(m_database.run(
        u"UPDATE run SET interrupted = 1, ended_ms = started_ms + coalesce((SELECT max(total_ms) FROM answer "
        "WHERE run_id = run.id), 0) WHERE id = ? AND ended_ms IS NULL"_s,
        {runId}));
    if (done)
        done =
            plain(m_database.run(u"UPDATE answer SET state = 'incomplete' WHERE run_id = ? AND state NOT IN "
                                 "('done', 'incomplete', 'stopped', 'failed')"_s,
                                 {runId}));
    return done;
}

Result<void> History::remove(const QString &runId)
{
    return plain(m_database.run(u"DELETE FROM run WHERE id = ?"_s, {runId}));
}

} // namespace Crossroads
