// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/redact.h"

#include "app/core/secret.h"

#include <QMutex>
#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

namespace Crossroads {

using namespace Qt::StringLiterals;

// The one piece of process-wide state: Qt's message handler is a plain function and has nobody to ask.
static QMutex s_mutex;
static QStringList s_remembered;

static void rememberForm(const QString &form)
{
    if (!s_remembered.contains(form))
        s_remembered.append(form);
}

void rememberSecret(const Secret &secret)
{
    const QByteArrayView value = secret.expose();
    if (value.size() < 8)
        return;
    const QMutexLocker lock(&s_mutex);
    const QByteArray bytes = value.toByteArray();
    rememberForm(QString::fromUtf8(bytes));
    rememberForm(QString::fromLatin1(bytes.toPercentEncoding()));
    rememberForm(QString::fromLatin1(bytes.toBase64(QByteArray::OmitTrailingEquals)));
}

static const QRegularExpression &keyShapes()
{
    // Vendors' key prefixes, and whatever follows a credential header's name.
    static const QRegularExpression shapes(
        uR"((?:\b(?:sk|rk|pk|gsk|xai|pplx|nvapi|hf|r8|tgp|fw|csk|vck|jina|key|ghp|ghs)[-_][A-Za-z0-9_\-]{12,}))"
        uR"(|\bAIza[0-9A-Za-z_\-]{20,}|\bAQ\.[0-9A-Za-z_\-]{20,}|\bapi_org_[A-Za-z0-9]{12,}|\bdapi[0-9a-f]{20,})"
        uR"(|\b[0-9a-f]{32}\.[A-Za-z0-9_\-]{16,}|\beyJ[\w\-]{8,}\.[\w\-]{8,}\.[\w\-]*)"
        uR"(|(?<=Bearer )[^\s"',;]{6,})"
        uR"(|(?<=[?&]key=)[^\s&"']{6,})"
        uR"(|(?<=x-api-key: )\S{6,}|(?<=x-goog-api-key: )\S{6,})"_s,
        QRegularExpression::CaseInsensitiveOption);
    return shapes;
}

QString redact(QString text)
{
    static const QString blank = u"[redacted]"_s;
    {
        const QMutexLocker lock(&s_mutex);
        for (const QString &secret : std::as_const(s_remembered))
            text.replace(secret, blank);
    }
    return text.replace(keyShapes(), blank);
}

} // namespace Crossroads
