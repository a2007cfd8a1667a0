// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"
#include "ui/common/markdownpieces.h"

#include <QScrollBar>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class TestAnswerView : public QObject
{
    Q_OBJECT

    static QStringList cut(const QString &text, qsizetype step)
    {
        QStringList seen;
        MarkdownPieces pieces;
        const MarkdownPieces::Sink sink{
            .finishedMarkdown = [&](const QString &markdown) { seen.append(u"md:"_s + markdown.trimmed()); },
            .codeBegins = [&](const QString &language) { seen.append(u"begin:"_s + language); },
            .codeLine = [&](const QString &line) { seen.append(u"line:"_s + line); },
            .codeEnds = [&] { seen.append(u"end"_s); },
        };
        for (qsizetype at = 0; at < text.size(); at += step)
            pieces.feed(QStringView(text).sliced(at, qMin(step, text.size() - at)), sink);
        pieces.finish(sink);
        return seen;
    }

    static Answer answer(const QString &text, LaneState state)
    {
        Answer a;
        a.text = text;
        a.state = state;
        return a;
    }

private Q_SLOTS:
    void textIsCutIntoPieces_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("paragraphs") << u"a\nb\n\nc"_s << QStringList{u"md:a\nb"_s, u"md:c"_s};
        QTest::newRow("code between text")
            << u"a\n```py\nx = 1\n\n y\n```\nb\n"_s
            << QStringList{u"md:a"_s,    u"begin:py"_s, u"line:x = 1"_s, u"line:"_s,
                           u"line: y"_s, u"end"_s,      u"md:b"_s};
        QTest::newRow("a longer fence holds a shorter one")
            << u"````\n```\n````\n"_s << QStringList{u"begin:"_s, u"line:```"_s, u"end"_s};
        QTest::newRow("an unclosed fence ends with the text")
            << u"~~~\nx"_s << QStringList{u"begin:"_s, u"line:x"_s, u"end"_s};
        QTest::newRow("a loose list stays whole")
            << u"- a\n\n- b\n\n  more\n\nend"_s << QStringList{u"md:- a\n\n- b\n\n  more"_s, u"md:end"_s};
        QTest::newRow("code inside a list item stays in it")
            << u"1. a\n\n   ```\n   x\n\n   y\n   ```\n2. b\n"_s
            << QStringList{u"md:1. a\n\n   ```\n   x\n\n   y\n   ```\n2. b"_s};
        QTest::newRow("nothing") << u""_s << QStringList{};
        QTest::newRow("blank lines only") << u"\n\n\n"_s << QStringList{};
    }
    void textIsCutIntoPieces()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        QCOMPARE(cut(text, qMax(qsizetype(1), text.size())), expected);
        for (const qsizetype step : {1, 2, 3, 5})
            QCOMPARE(cut(text, step), expected);
    }

    void growingInAnyStepsShowsTheSame()
    {
        const QString text =
            u"# Title\n\nSome **bold** text and <b>no tag</b>.\n\n```python\ndef f():\n    return 1\n```\n\n"
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n\nThe end"_s;
        AnswerView whole;
        whole.resize(400, 300);
        whole.showAnswer(answer(text, LaneState::Done));
        for (const int step : {1, 3, 17}) {
            AnswerView view;
            view.resize(400, 300);
            for (qsizetype at = 0; at <= text.size(); at += step)
                view.showAnswer(answer(text.first(at), LaneState::Streaming));
            view.showAnswer(answer(text, LaneState::Done));
            QCOMPARE(view.plainText(), whole.plainText());
        }
        QVERIFY(whole.plainText().contains(u"<b>no tag</b>"_s));
        QVERIFY(whole.plainText().contains(u"def f():\n    return 1"_s));
    }

    void theReaderIsNotMovedUnlessAtTheEnd()
    {
        AnswerView view;
        view.resize(300, 200);
        view.show();
        QString text;
        for (int i = 0; i < 60; ++i)
            text += u"Paragraph %1\n\n"_s.arg(i);
        view.showAnswer(answer(text, LaneState::Streaming));
        QTRY_COMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        view.verticalScrollBar()->setValue(10);
        text += text;
        view.showAnswer(answer(text, LaneState::Streaming));
        QCOMPARE(view.verticalScrollBar()->value(), 10);
        QVERIFY(view.hasMoreBelow());
        view.scrollToEnd();
        view.showAnswer(answer(text + text, LaneState::Streaming));
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    }

    void everythingCanBeCopied()
    {
        AnswerView view;
        view.resize(300, 200);
        view.showAnswer(answer(u"one\n\ntwo"_s, LaneState::Incomplete));
        QCOMPARE(view.selectedText(), QString());
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectedText(), u"one\n\ntwo"_s);
    }
};

QTEST_MAIN(TestAnswerView)
#include "tst_answerview.moc"
