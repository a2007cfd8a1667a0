// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/partialarguments.h"

#include <QJsonArray>

#include <optional>
#include <span>
#include <utility>

namespace Crossroads {

namespace {
struct Step
{
    QString name;         ///< of a member
    qsizetype index = -1; ///< of an element; -1: a member
};
} // namespace

/// The step at the start of \p path, which is cut off it. The forms are .name, ['name'], ["name"] and [0].
static std::optional<Step> takeStep(QByteArrayView &path)
{
    if (path.startsWith('.')) {
        qsizetype end = 1;
        while (end < path.size() && path[end] != '.' && path[end] != '[')
            ++end;
        const QByteArrayView name = path.sliced(1, end - 1);
        path = path.sliced(end);
        return name.isEmpty() ? std::nullopt : std::optional(Step{QString::fromUtf8(name)});
    }
    if (path.size() < 3 || path[0] != '[')
        return std::nullopt;
    const char quote = path[1];
    if (quote == '\'' || quote == '"') {
        const qsizetype end = path.indexOf(QByteArray(1, quote) + ']', 2);
        if (end < 0)
            return std::nullopt;
        const Step step{QString::fromUtf8(path.sliced(2, end - 2))};
        path = path.sliced(end + 2);
        return step;
    }
    const qsizetype end = path.indexOf(']');
    bool ok = false;
    const qsizetype index = end < 0 ? -1 : path.sliced(1, end - 1).toLongLong(&ok);
    if (!ok || index < 0)
        return std::nullopt;
    path = path.sliced(end + 1);
    return Step{{}, index};
}

static std::optional<QList<Step>> readPath(QByteArrayView path)
{
    constexpr qsizetype deepest = 64;
    QList<Step> steps;
    if (!path.startsWith('$'))
        return std::nullopt;
    path = path.sliced(1);
    while (!path.isEmpty()) {
        const auto step = takeStep(path);
        if (!step || steps.size() == deepest)
            return std::nullopt;
        steps.append(*step);
    }
    // The arguments themselves are an object, whatever a path says.
    return steps.isEmpty() || steps.first().index >= 0 ? std::nullopt : std::optional(steps);
}

/// \p node with \p value at \p steps; undefined where an array would have a hole.
static QJsonValue with(const QJsonValue &node, std::span<const Step> steps, const QJsonValue &value)
{
    if (steps.empty())
        return value;
    const Step &step = steps.front();
    if (step.index < 0) {
        QJsonObject object = node.toObject();
        const QJsonValue inner = with(object.value(step.name), steps.subspan(1), value);
        if (inner.isUndefined())
            return inner;
        object.insert(step.name, inner);
        return object;
    }
    QJsonArray array = node.toArray();
    if (step.index > array.size())
        return QJsonValue(QJsonValue::Undefined);
    const QJsonValue inner = with(array.at(step.index), steps.subspan(1), value);
    if (inner.isUndefined())
        return inner;
    if (step.index == array.size())
        array.append(inner);
    else
        array.replace(step.index, inner);
    return array;
}

bool PartialArguments::put(QByteArrayView path, const QJsonValue &value)
{
    const auto steps = readPath(path);
    const QJsonValue root = steps ? with(m_root, *steps, value) : QJsonValue(QJsonValue::Undefined);
    if (root.isUndefined())
        return false;
    m_root = root;
    return true;
}

void PartialArguments::closeText()
{
    if (m_openPath.isEmpty())
        return;
    put(std::exchange(m_openPath, {}), std::exchange(m_openText, {})); // add() has put "" there
}

static QJsonValue numberOf(const Json &value)
{
    if (const auto whole = value.count())
        return *whole;
    return value.number().value_or(0);
}

bool PartialArguments::add(const Json &piece)
{
    const QByteArrayView path = piece["jsonPath"].utf8();
    const bool sameText = !m_openPath.isEmpty() && path == m_openPath;
    if (const Json text = piece["stringValue"]; text.isString()) {
        if (!sameText) {
            closeText();
            if (!put(path, QString()))
                return false;
            m_openPath = path.toByteArray();
        }
        m_openText += text.text();
        if (!piece["willContinue"].truth())
            closeText();
        return true;
    }
    closeText();
    if (piece["numberValue"].isNumber())
        return put(path, numberOf(piece["numberValue"]));
    if (piece.contains("boolValue"))
        return put(path, piece["boolValue"].truth());
    if (piece.contains("nullValue"))
        return put(path, QJsonValue::Null);
    return true; // the end of an object or array that has no value of its own
}

QJsonObject PartialArguments::take()
{
    closeText();
    return std::exchange(m_root, QJsonObject()).toObject();
}

} // namespace Crossroads
