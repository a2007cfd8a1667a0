// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/baseaddress.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrlQuery>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("Provider", text);
}

namespace {
/// How the address of one request ends.
struct RequestEnd
{
    QString pattern;
    std::optional<Wire> wire;
    bool behindVersion; ///< elsewhere it may belong to the base: Azure has one that ends in /models
};
} // namespace

static const QList<RequestEnd> &requestEnds()
{
    static const QList<RequestEnd> ends{
        {u"/(?:tuned)?models/[^/]+:(?:stream)?(?:generate|count|embed|batchEmbed)[a-z]+"_s, Wire::Gemini,
         false},
        {u"/api/(?:chat|generate|tags|show|ps|version|pull|embed|embeddings)"_s, Wire::Ollama, false},
        {u"/(?:chat/)?completions"_s, Wire::OpenAi, false},
        {u"/messages(?:/count_tokens|/batches)?"_s, Wire::Anthropic, false},
        {u"/(?:responses|embeddings|moderations|images/generations|audio/[a-z]+)"_s, Wire::OpenAi, false},
        {u"/chat"_s, Wire::OpenAi, true},
        {u"/models(?:/.*)?"_s, std::nullopt, true},
    };
    return ends;
}

static QRegularExpression ending(const RequestEnd &end)
{
    const QString before = end.behindVersion ? u"^(.*?/v\\d+[a-z0-9]*)"_s : u"^(.*?)"_s;
    return QRegularExpression(before + u'(' + end.pattern + u")$"_s,
                              QRegularExpression::CaseInsensitiveOption);
}

static QString withoutLastSlashes(QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

/// Takes the end that belongs to one request off \p path.
static void takeRequestEnd(QString &path, BaseAddress &address)
{
    static const QList<std::pair<QRegularExpression, std::optional<Wire>>> patterns = [] {
        QList<std::pair<QRegularExpression, std::optional<Wire>>> all;
        for (const RequestEnd &end : requestEnds())
            all.append({ending(end), end.wire});
        return all;
    }();
    for (const auto &[pattern, wire] : patterns) {
        const auto match = pattern.match(path);
        if (!match.hasMatch())
            continue;
        address.removed = match.captured(2);
        address.told = wire;
        path = withoutLastSlashes(match.captured(1));
        return;
    }
}

BaseAddress baseAddressFrom(const QUrl &typed, std::optional<Wire> wire)
{
    BaseAddress address{.url = typed};
    address.queryRemoved = typed.hasQuery() || typed.hasFragment();
    address.url.setQuery(QString());
    address.url.setFragment(QString());
    QString path = typed.path(QUrl::FullyEncoded);
    static const QRegularExpression doubled(u"/{2,}"_s);
    path = withoutLastSlashes(path.replace(doubled, u"/"_s));
    takeRequestEnd(path, address);
    // Servers write it small; a caps lock does not.
    static const QRegularExpression version(u"/V\\d+$"_s);
    if (const auto match = version.match(path); match.hasMatch())
        path = path.first(match.capturedStart()) + match.captured().toLower();
    // Its paths begin with /api: what is pasted with that, or with the /v1 of its other format, ends before
    // it.
    static const QRegularExpression ollamas(u"/(?:api|v1)$"_s, QRegularExpression::CaseInsensitiveOption);
    if (wire ? *wire == Wire::Ollama : address.told == Wire::Ollama) {
        if (const auto match = ollamas.match(path); match.hasMatch()) {
            address.removed.prepend(match.captured());
            path = path.first(match.capturedStart());
        }
    }
    address.url.setPath(path, QUrl::StrictMode);
    return address;
}

static QString withPath(const QUrl &base, const QString &more)
{
    return base.toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash) + more;
}

QString missingPathHint(Wire wire, const QUrl &base)
{
    static const QRegularExpression version(u"/v\\d+[a-z0-9]*(?:/|$)"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const QString path = base.path();
    const bool versioned = version.match(path).hasMatch();
    switch (wire) {
    case Wire::OpenAi:
        return versioned ? QString()
                         : tr("Most servers of this format want /v1 at the end of the address: %1")
                               .arg(withPath(base, u"/v1"_s));
    case Wire::Gemini:
        return versioned ? QString()
                         : tr("This format's addresses end in /v1beta: %1").arg(withPath(base, u"/v1beta"_s));
    case Wire::Anthropic: // its requests bring their /v1 along
        return {};
    case Wire::Ollama:
        return path.isEmpty() ? QString()
                              : tr("Ollama's own format has no path: %1")
                                    .arg(base.adjusted(QUrl::RemovePath).toString(QUrl::FullyEncoded));
    }
    return {};
}

static QString formatName(Wire wire)
{
    switch (wire) {
    case Wire::OpenAi:
        return u"OpenAI"_s;
    case Wire::Anthropic:
        return u"Anthropic"_s;
    case Wire::Gemini:
        return u"Gemini"_s;
    case Wire::Ollama:
        break;
    }
    return u"Ollama"_s;
}

QString addressRemark(const BaseAddress &base, std::optional<Wire> wire)
{
    QStringList sentences;
    const QString address = base.url.toString(QUrl::FullyEncoded);
    if (base.removed.compare("/v1"_L1, Qt::CaseInsensitive) == 0)
        sentences.append(tr("%1 is taken as its base address: Ollama's own format has no %2. With that, it "
                            "speaks OpenAI's.")
                             .arg(address, base.removed));
    else if (!base.removed.isEmpty())
        sentences.append(
            tr("%1 is taken as its base address: %2 is added to every request.").arg(address, base.removed));
    else if (base.queryRemoved)
        sentences.append(tr("%1 is taken as its base address, without what is behind ? and #.").arg(address));
    if (base.told && wire && *base.told != *wire)
        sentences.append(tr("%1 belongs to the %2 format, not to %3's: check which one this server speaks.")
                             .arg(base.removed, formatName(*base.told), formatName(*wire)));
    return sentences.join(u' ');
}

QString queryRefusal(const QUrl &url)
{
    static const QRegularExpression version(u"/v\\d+[a-z0-9]*(?:/|$)"_s);
    const bool dated = QUrlQuery(url).hasQueryItem(u"api-version"_s) && !version.match(url.path()).hasMatch();
    return dated ? tr("No api-version is sent. Azure's address without one is "
                      "https://NAME.openai.azure.com/openai/v1.")
                 : QString();
}

bool hasKeyInQuery(const QUrl &url)
{
    static const QRegularExpression credential(
        u"key|token|secret|password|passwd|auth|credential|signature|^sig$|^code$|^pw$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto items = QUrlQuery(url).queryItems();
    return std::ranges::any_of(items,
                               [](const auto &item) { return credential.match(item.first).hasMatch(); });
}

} // namespace Crossroads
