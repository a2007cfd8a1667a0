// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/routing/wiretext.h"

#include "app/core/redact.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString headerLines(const QHttpHeaders &headers)
{
    QString lines;
    for (qsizetype i = 0; i < headers.size(); ++i)
        lines += u"%1: %2\n"_s.arg(headers.nameAt(i), QString::fromUtf8(headers.valueAt(i)));
    return lines;
}

static QByteArray prettyJson(const QByteArray &bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    return document.isNull() ? bytes : document.toJson(QJsonDocument::Indented).trimmed();
}

/// Indents a whole JSON body, the data lines of events, and NDJSON line by line; anything else stays.
static QByteArray prettyBody(const QByteArray &body)
{
    if (!QJsonDocument::fromJson(body).isNull())
        return prettyJson(body);
    QByteArray out;
    const QList<QByteArray> lines = body.split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("data:"))
            out += "data: " + prettyJson(line.sliced(5).trimmed()) + '\n';
        else
            out += (line.startsWith('{') ? prettyJson(line) : line) + '\n';
    }
    out.chop(1);
    return out;
}

static QString bodyText(const QByteArray &body, bool pretty)
{
    return redact(QString::fromUtf8(pretty ? prettyBody(body) : body));
}

QString requestText(const WireRecord &record, bool pretty)
{
    const QString version =
        record.httpVersion.isEmpty() ? QString() : u" HTTP/"_s + QString::fromLatin1(record.httpVersion);
    QString text = u"%1 %2%3\n"_s.arg(QString::fromLatin1(record.method),
                                      record.url.toString(QUrl::FullyEncoded), version);
    text = redact(text + headerLines(record.requestHeaders));
    for (const QByteArray &header : record.keyHeaders) // behind redact(), which would blank a masked key too
        text += u"%1...%2\n"_s.arg(QString::fromLatin1(header), record.keyLastFour);
    return text + u'\n' + bodyText(record.requestBody, pretty);
}

QString responseText(const WireRecord &record, bool pretty)
{
    if (record.status == 0)
        return QCoreApplication::translate("Wire", "No answer has arrived.");
    QString text = u"HTTP %1\n"_s.arg(record.status) + headerLines(record.responseHeaders);
    text = redact(text) + u'\n' + bodyText(record.responseBody, pretty);
    if (record.cut)
        text +=
            u"\n\n"_s + QCoreApplication::translate("Wire", "The body went on; its first %1 MiB were kept.")
                            .arg(WireLog::mostBody / (1024 * 1024));
    return text;
}

// --- programs
// ------------------------------------------------------------------------------------------------

/// The variable that holds the key, where one was used.
static QString keyVariable(const WireRecord &record)
{
    return record.keyEnv.isEmpty() ? u"API_KEY"_s : QString::fromLatin1(record.keyEnv);
}

/// What the sender computes itself, or says of itself, stays out.
static QList<std::pair<QString, QString>> copiedHeaders(const WireRecord &record)
{
    static const QStringList senders = {u"host"_s,       u"content-length"_s, u"accept-encoding"_s,
                                        u"user-agent"_s, u"connection"_s,     u"proxy-connection"_s};
    QList<std::pair<QString, QString>> list;
    for (qsizetype i = 0; i < record.requestHeaders.size(); ++i) {
        const QString name = record.requestHeaders.nameAt(i);
        const QString value = QString::fromUtf8(record.requestHeaders.valueAt(i));
        const bool anything = name == "accept"_L1 && value == "*/*"_L1;
        if (!anything && !senders.contains(name))
            list.append({name, value});
    }
    return list;
}

/// Name and prefix of a key header: "authorization" and "Bearer ".
static std::pair<QString, QString> keyHeader(const QByteArray &header)
{
    const qsizetype colon = header.indexOf(':');
    return {QString::fromLatin1(header.first(colon)), QString::fromLatin1(header.sliced(colon + 2))};
}

static QString shellQuoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

QString asCurl(const WireRecord &record)
{
    QString text = u"curl --no-buffer -X %1 %2"_s.arg(QString::fromLatin1(record.method),
                                                      shellQuoted(record.url.toString(QUrl::FullyEncoded)));
    for (const auto &[name, value] : copiedHeaders(record))
        text += u" \\\n  -H %1"_s.arg(shellQuoted(u"%1: %2"_s.arg(name, value)));
    for (const QByteArray &header : record.keyHeaders)
        text += u" \\\n  -H \"%1$%2\""_s.arg(QString::fromLatin1(header), keyVariable(record));
    if (!record.requestBody.isEmpty())
        text += u" \\\n  --data-binary %1"_s.arg(shellQuoted(redact(QString::fromUtf8(record.requestBody))));
    return text + u'\n';
}

/// A string literal that JavaScript, JSON and (for what JSON can hold) Python read alike: JSON's own.
static QString jsonLiteral(const QString &text)
{
    const QByteArray document = QJsonDocument(QJsonObject{{"s"_L1, text}}).toJson(QJsonDocument::Compact);
    // {"s":"..."}; U+2028 and U+2029 are fine in literals since ECMAScript 2019 and in Python.
    return QString::fromUtf8(document.sliced(5, document.size() - 6));
}

QString asPython(const WireRecord &record)
{
    QString headers;
    for (const auto &[name, value] : copiedHeaders(record))
        headers += u"    %1: %2,\n"_s.arg(jsonLiteral(name), jsonLiteral(value));
    for (const QByteArray &header : record.keyHeaders) {
        const auto [name, prefix] = keyHeader(header);
        headers += u"    %1: %2 + os.environ[%3],\n"_s.arg(jsonLiteral(name), jsonLiteral(prefix),
                                                           jsonLiteral(keyVariable(record)));
    }
    return u"import os\nimport sys\nimport urllib.error\nimport urllib.request\n\n"
           "headers = {\n%1}\nbody = %2.encode()\n"
           "request = urllib.request.Request(%3, data=body or None, headers=headers, method=%4)\n"
           "try:\n    response = urllib.request.urlopen(request)\n"
           "except urllib.error.HTTPError as error:\n    response = error\n"
           "print(\"HTTP\", response.status, file=sys.stderr)\n"
           "for line in response:\n    sys.stdout.buffer.write(line)\n    sys.stdout.flush()\n"_s.arg(
               headers, jsonLiteral(redact(QString::fromUtf8(record.requestBody))),
               jsonLiteral(record.url.toString(QUrl::FullyEncoded)),
               jsonLiteral(QString::fromLatin1(record.method)));
}

QString asJavaScript(const WireRecord &record)
{
    QString headers;
    for (const auto &[name, value] : copiedHeaders(record))
        headers += u"  %1: %2,\n"_s.arg(jsonLiteral(name), jsonLiteral(value));
    for (const QByteArray &header : record.keyHeaders) {
        const auto [name, prefix] = keyHeader(header);
        headers += u"  %1: %2 + process.env[%3],\n"_s.arg(jsonLiteral(name), jsonLiteral(prefix),
                                                          jsonLiteral(keyVariable(record)));
    }
    const QString body = record.requestBody.isEmpty()
                             ? u"undefined"_s
                             : jsonLiteral(redact(QString::fromUtf8(record.requestBody)));
    return u"const headers = {\n%1};\n"
           "fetch(%2, {\n  method: %3,\n  headers,\n  body: %4,\n}).then(async (response) => {\n"
           "  console.error(\"HTTP\", response.status);\n"
           "  for await (const piece of response.body) process.stdout.write(piece);\n});\n"_s.arg(
               headers, jsonLiteral(record.url.toString(QUrl::FullyEncoded)),
               jsonLiteral(QString::fromLatin1(record.method)), body);
}

} // namespace Crossroads
