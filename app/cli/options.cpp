// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/options.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

bool Arguments::option(QStringView name, QStringView shortName)
{
    if (m_optionsEnded || m_words.isEmpty())
        return false;
    const QString &word = m_words.first();
    if (word == name || (!shortName.isEmpty() && word == shortName)) {
        m_option = m_words.takeFirst();
        m_inlineValue.reset();
        return true;
    }
    if (word.startsWith(QString(name) + u'=')) {
        m_option = name.toString();
        m_inlineValue = word.mid(name.size() + 1);
        m_words.removeFirst();
        return true;
    }
    return false;
}

Result<QString> Arguments::value()
{
    if (m_inlineValue)
        return *m_inlineValue;
    if (m_words.isEmpty())
        return fail(ErrorKind::WrongUse, tr("%1 needs a value.").arg(m_option));
    return m_words.takeFirst();
}

Result<double> Arguments::number(double least, double most)
{
    const auto text = value();
    if (!text)
        return std::unexpected(text.error());
    bool ok = false;
    const double number = text->toDouble(&ok);
    if (!ok || number < least || number > most)
        return fail(ErrorKind::WrongUse,
                    tr("%1 takes a number from %2 to %3.").arg(m_option).arg(least).arg(most));
    return number;
}

Result<int> Arguments::count(int least, int most)
{
    const auto text = value();
    if (!text)
        return std::unexpected(text.error());
    bool ok = false;
    const int number = text->toInt(&ok);
    if (!ok || number < least || number > most)
        return fail(ErrorKind::WrongUse,
                    tr("%1 takes a whole number from %2 to %3.").arg(m_option).arg(least).arg(most));
    return number;
}

std::optional<QString> Arguments::word()
{
    if (!m_optionsEnded && m_words.value(0) == "--"_L1) {
        m_optionsEnded = true;
        m_words.removeFirst();
    }
    if (m_words.isEmpty())
        return std::nullopt;
    const QString &word = m_words.first();
    if (!m_optionsEnded && word.size() > 1 && word.startsWith(u'-'))
        return std::nullopt;
    return m_words.takeFirst();
}

static Result<CustomProvider> parseProvider(const QString &text)
{
    static const QRegularExpression form(u"^([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)$"_s);
    const auto match = form.match(text);
    QUrl url(match.captured(2), QUrl::StrictMode);
    const bool web = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!match.hasMatch() || !url.isValid() || !web || url.host().isEmpty())
        return fail(ErrorKind::WrongUse,
                    tr("--provider takes NAME=URL, as in local=http://127.0.0.1:8080/v1."));
    if (!url.userInfo().isEmpty())
        return fail(ErrorKind::WrongUse,
                    tr("--provider: a key does not belong in the address; use --key-env."));
    while (url.path().endsWith(u'/'))
        url.setPath(url.path().chopped(1));
    return CustomProvider{match.captured(1), url, std::nullopt, {}};
}

Result<bool> ProviderOptions::take(Arguments &arguments)
{
    if (arguments.option(u"--keys-from-env")) {
        keysFromEnv = true;
        return true;
    }
    if (arguments.option(u"--provider")) {
        const auto text = arguments.value();
        const auto provider = text ? parseProvider(*text) : std::unexpected(text.error());
        if (!provider)
            return std::unexpected(provider.error());
        providers.append(*provider);
        return true;
    }
    const bool wire = arguments.option(u"--wire");
    if (!wire && !arguments.option(u"--key-env"))
        return false;
    const auto text = arguments.value();
    if (!text)
        return std::unexpected(text.error());
    if (providers.isEmpty())
        return fail(ErrorKind::WrongUse, tr("--wire and --key-env belong behind a --provider."));
    if (!wire) {
        providers.last().keyEnv = text->toLatin1();
        return true;
    }
    providers.last().wire = wireFromName(*text);
    if (!providers.last().wire)
        return fail(ErrorKind::WrongUse, tr("--wire takes openai, anthropic, gemini or ollama."));
    return true;
}

} // namespace Crossroads
