// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keys/keyimport.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype mostKeys = 500;
// Words of a list are no keys; real keys are longer than this.
static constexpr qsizetype shortestKey = 16;

static void take(QList<FoundKey> &found, FoundKey key)
{
    const bool known =
        std::ranges::any_of(found, [&](const FoundKey &other) { return other.value == key.value; });
    if (known || found.size() >= mostKeys)
        return;
    found.append(std::move(key));
}

QList<FoundKey> keysInEnvironment(const QList<Vendor> &vendors)
{
    QList<FoundKey> found;
    for (const Vendor &vendor : vendors) {
        const QByteArray variable = keyVariable(vendor);
        if (variable.isEmpty())
            continue;
        const auto key = cleanPasted(qgetenv(variable.constData()));
        if (!key)
            continue;
        const QString name = QString::fromLatin1(variable);
        take(found, {name, key->value, recogniseKey(key->value, vendors, name)});
    }
    return found;
}

/// An inline comment of an .env file starts with white space and "#".
static QString withoutComment(const QString &line)
{
    if (line.trimmed().startsWith(u'#') || line.trimmed().startsWith("//"_L1))
        return {};
    static const QRegularExpression comment(u"\\s#.*$"_s);
    return QString(line).remove(comment).trimmed();
}

static std::optional<FoundKey> keyInLine(const QString &line, int number, const QList<Vendor> &vendors)
{
    const auto whole = cleanPasted(line.toUtf8());
    if (whole) {
        const Recognition recognition = recogniseKey(whole->value, vendors, whole->variable);
        if (recognition.kind == Recognition::Kind::Unknown &&
            (!whole->variable.isEmpty() || whole->value.expose().size() < shortestKey))
            return std::nullopt;
        const QString source = whole->variable.isEmpty()
                                   ? QCoreApplication::translate("Keys", "line %1").arg(number)
                                   : whole->variable;
        return FoundKey{source, whole->value, recognition};
    }
    // "DeepSeek, work: sk-..." : the last word is the key, what comes before it its name.
    static const QRegularExpression named(u"^(.*?)[\\s:,;|]+(\\S+)$"_s);
    const auto match = named.match(line);
    const auto last = cleanPasted(match.captured(2).toUtf8());
    if (!match.hasMatch() || !last || last->value.expose().size() < shortestKey)
        return std::nullopt;
    return FoundKey{match.captured(1).trimmed(), last->value, recogniseKey(last->value, vendors)};
}

QList<FoundKey> keysInText(QByteArrayView text, const QList<Vendor> &vendors)
{
    QList<FoundKey> found;
    static const QRegularExpression lineEnd(u"\\r\\n|\\n|\\r"_s);
    const QStringList lines = QString::fromUtf8(text).split(lineEnd);
    for (int i = 0; i < int(lines.size()) && found.size() < mostKeys; ++i) {
        const QString line = withoutComment(lines[i]);
        if (line.isEmpty())
            continue;
        if (auto key = keyInLine(line, i + 1, vendors))
            take(found, std::move(*key));
    }
    return found;
}

} // namespace Crossroads
