// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/core/redact.h"

#include <QMutex>
#include <QRegularExpression>

#include <algorithm>

#include <string.h>

namespace Crossroads {

using namespace Qt::StringLiterals;

namespace {
// The one piece of process-wide state: Qt's message handler is a plain function and has nobody to ask. Never
// destroyed, as secrets and messages may outlive any order of ends.
struct Living
{
    QMutex mutex;
    std::vector<const std::u16string *> forms; ///< the longest first: one may be part of another
};

Living &living()
{
    static auto *const all = new Living;
    return *all;
}

void wipe(QByteArray &bytes)
{
    explicit_bzero(bytes.data(), size_t(bytes.size()));
}

std::u16string wide(const QByteArray &latin1)
{
    return {latin1.begin(), latin1.end()};
}
} // namespace

Redaction::Redaction(QByteArrayView value)
{
    constexpr qsizetype shortest = 8;
    if (value.size() < shortest)
        return;
    QByteArray bytes = value.toByteArray();
    QByteArray percent = bytes.toPercentEncoding();
    QByteArray base64 = bytes.toBase64(QByteArray::OmitTrailingEquals);
    QString text = QString::fromUtf8(bytes);
    m_forms.reserve(3); // none of them moves when another is added
    m_forms.emplace_back(reinterpret_cast<const char16_t *>(text.utf16()), size_t(text.size()));
    m_forms.push_back(wide(base64));
    if (percent != bytes)
        m_forms.push_back(wide(percent));
    for (QByteArray *copy : {&bytes, &percent, &base64})
        wipe(*copy);
    explicit_bzero(text.data(), size_t(text.size()) * sizeof(QChar));
    Living &all = living();
    const QMutexLocker lock(&all.mutex);
    for (const std::u16string &form : m_forms) {
        const auto place = std::ranges::find_if(
            all.forms, [&](const std::u16string *other) { return other->size() < form.size(); });
        all.forms.insert(place, &form);
    }
}

Redaction::~Redaction()
{
    Living &all = living();
    const QMutexLocker lock(&all.mutex);
    for (std::u16string &form : m_forms) {
        std::erase(all.forms, &form);
        explicit_bzero(form.data(), form.size() * sizeof(char16_t));
    }
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
        Living &all = living();
        const QMutexLocker lock(&all.mutex);
        for (const std::u16string *form : all.forms)
            text.replace(reinterpret_cast<const QChar *>(form->data()), qsizetype(form->size()),
                         blank.constData(), blank.size());
    }
    return text.replace(keyShapes(), blank);
}

} // namespace Crossroads
