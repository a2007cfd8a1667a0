// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"

#include <QAccessible>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QScreen>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class OpenedLinks : public QObject
{
    Q_OBJECT

public:
    QList<QUrl> urls;

public Q_SLOTS:
    void take(const QUrl &url) { urls.append(url); }
};

class TestAnswerView : public QObject
{
    Q_OBJECT

    static Answer answer(const QString &text, LaneState state)
    {
        Answer a;
        a.text = text;
        a.state = state;
        return a;
    }

private Q_SLOTS:
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

    void aTableWiderThanItsLaneIsPainted()
    {
        AnswerView view;
        view.resize(200, 300); // and there is no code, whose bar would be looked for
        const QString cell = QString(40, u'w');
        view.showAnswer(answer(u"| %1 | %1 | %1 |\n|---|---|---|\n| 1 | 2 | 3 |\n\nThe end"_s.arg(cell),
                               LaneState::Done));
        QVERIFY(!view.grab().isNull());
        for (int y = 0; y < view.viewport()->height(); y += 4)
            QTest::mouseMove(view.viewport(), QPoint(60, y));
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

    void picturesStandBelowTheWords()
    {
        QImage red(40, 30, QImage::Format_RGB32);
        red.fill(QColor(200, 0, 0));
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && red.save(&buffer, "PNG"));
        AnswerView view;
        view.resize(400, 300);
        view.show();
        Answer answer;
        answer.state = LaneState::Streaming;
        answer.text = u"Here it is."_s;
        view.showAnswer(answer);
        const auto redPixels = [&] {
            const QImage shown = view.viewport()->grab().toImage();
            int count = 0;
            for (int y = 0; y < shown.height(); ++y) {
                for (int x = 0; x < shown.width(); ++x)
                    count += shown.pixelColor(x, y) == QColor(200, 0, 0);
            }
            return count;
        };
        QCOMPARE(redPixels(), 0);
        answer.images.append({"image/png", png});
        answer.state = LaneState::Done;
        view.showAnswer(answer);
        QTRY_VERIFY(redPixels() >= 40 * 30 - 200);
        view.showAnswer(Answer());
        QTRY_COMPARE(redPixels(), 0);
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

    void growthInRandomStepsEndsAsTheWholeDoes()
    {
        const QStringList parts{u"# Head\n\n"_s,
                                u"Words with *style* and [a link][l].\n\n"_s,
                                u"- a\n- b\n\n"_s,
                                u"- a\n\n- b\n"_s,
                                u"```cpp\nint main() {\n    return 0;\n}\n```\n"_s,
                                u"| a | b |\n|---|--:|\n| 1 | two words |\n"_s,
                                u"> quote\nlazy\n\n"_s,
                                u"[l]: https://example.org\n\n"_s,
                                u"A note[^n].\n\n[^n]: it is here\n\n"_s,
                                u"$$\nx^2\n$$\n"_s,
                                u"<b>raw</b>\n\n"_s,
                                u"中文。\n"_s,
                                u"***\n"_s,
                                u"1. x\n\n   y\n"_s};
        QRandomGenerator random(11);
        for (int round = 0; round < 60; ++round) {
            QString text;
            for (int i = random.bounded(2, 12); i > 0; --i)
                text += parts[random.bounded(parts.size())];
            AnswerView whole;
            whole.resize(360, 300);
            whole.showAnswer(answer(text, LaneState::Done));
            AnswerView view;
            view.resize(360, 300);
            view.show();
            for (qsizetype at = 0; at < text.size(); at += random.bounded(1, 25))
                view.showAnswer(answer(text.first(at), LaneState::Streaming));
            view.showAnswer(answer(text, LaneState::Done));
            QCOMPARE(view.plainText(), whole.plainText());
            // Once everything has been seen, it also stands where the whole one has it.
            whole.show();
            whole.resize(360, 6000);
            view.resize(360, 6000);
            QTRY_COMPARE(view.grab().toImage(), whole.grab().toImage());
        }
    }

    void whatIsSelectedStaysSelected()
    {
        AnswerView view;
        view.resize(300, 200);
        view.showAnswer(answer(u"one two three\n\nfour"_s, LaneState::Streaming));
        view.select({1, 0, 4}, {1, 0, 7});
        QCOMPARE(view.selectedText(), u"two"_s);
        view.showAnswer(
            answer(u"one two three\n\nfour **five**\n\n```\nsix\n```\nseven"_s, LaneState::Streaming));
        QCOMPARE(view.selectedText(), u"two"_s);
        view.showAnswer(answer(u"one two three\n\nfour **five**\n\n```\nsix\n```\nseven"_s, LaneState::Done));
        QCOMPARE(view.selectedText(), u"two"_s);
        view.selectAll();
        QCOMPARE(view.selectedText(), u"one two three\n\nfour five\n\nsix\n\nseven"_s);
        QCOMPARE(view.selectedMarkdown(), u"one two three\n\nfour **five**\n\n```\nsix\n```\nseven"_s);
    }

    void partsAreCopiedAsMarkdown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QString>("plain");
        QTest::addColumn<QString>("markdown");
        QTest::newRow("half of a bold word") << u"a **bold** word"_s << 2 << 4 << u"bo"_s << u"**bo**"_s;
        QTest::newRow("a link") << u"see [here](https://x.org) now"_s << 4 << 8 << u"here"_s
                                << u"[here](https://x.org)"_s;
        QTest::newRow("a whole heading") << u"## Two"_s << 0 << 3 << u"Two"_s << u"## Two"_s;
        QTest::newRow("math as it is written") << u"$\\alpha$"_s << 0 << 1 << u"α"_s << u"$\\alpha$"_s;
    }
    void partsAreCopiedAsMarkdown()
    {
        QFETCH(QString, text);
        QFETCH(int, from);
        QFETCH(int, to);
        AnswerView view;
        view.resize(300, 200);
        view.showAnswer(answer(text, LaneState::Done));
        view.select({1, 0, from}, {1, 0, to});
        QTEST(view.selectedText(), "plain");
        QTEST(view.selectedMarkdown(), "markdown");
    }

    void aMouseSelectsAcrossBlocks()
    {
        AnswerView view;
        view.resize(300, 200);
        view.show();
        view.showAnswer(answer(u"first\n\n- item\n\nlast"_s, LaneState::Done));
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QRect first = view.rectOf({1, 0, 0}, 1);
        const QRect last = view.rectOf({1, 2, 2}, 0);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, first.center() - QPoint(first.width() / 2, 0));
        QTest::mouseMove(view.viewport(), last.center());
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, last.center());
        QCOMPARE(view.selectedText(), u"first\n\n- item\n\nla"_s);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view.selectedText(), u"first\n\n- item\n\nlas"_s);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"first\n\n- item\n\nlas"_s);
    }

    void findsSurviveGrowth()
    {
        AnswerView view;
        view.resize(300, 200);
        QSignalSpy changed(&view, &AnswerView::findChanged);
        view.showAnswer(
            answer(u"An apple.\n\n| Apple |\n|---|\n| *app*le |\n\nAn app"_s, LaneState::Streaming));
        QCOMPARE(view.setFind(u"apple"_s), 3);
        view.showFind(1);
        QCOMPARE(view.currentFind(), 1);
        view.showAnswer(answer(u"An apple.\n\n| Apple |\n|---|\n| *app*le |\n\nAn apple and\n\n```\napple"_s,
                               LaneState::Streaming));
        QCOMPARE(view.findCount(), 5);
        QCOMPARE(view.currentFind(), 1);
        QCOMPARE(changed.last().at(0).toInt(), 5);
        view.setFind({});
        QCOMPARE(view.findCount(), 0);
    }

    void aMatchFarAwayIsShown()
    {
        AnswerView view;
        view.resize(300, 200);
        view.show();
        QString text;
        for (int i = 0; i < 2000; ++i)
            text += u"Paragraph %1 with some more words in it, so that it takes two lines.\n\n"_s.arg(i);
        view.showAnswer(answer(text, LaneState::Done));
        QCOMPARE(view.setFind(u"Paragraph 1500 "_s), 1);
        view.showFind(0);
        const QRect at = view.rectOf({1, 1500, 0}, 9);
        QVERIFY2(view.viewport()->rect().contains(at.center()), qPrintable(QString::number(at.y())));
    }

    void scrollingUpMovesWhatIsSeenByThatMuch()
    {
        AnswerView view;
        view.resize(300, 400);
        view.show();
        QString text;
        for (int i = 0; i < 300; ++i)
            text +=
                QString(i * 7 % 300, u'w').replace(u"wwww"_s, u"w w "_s) + u" p%1\n\n- x\n- y\n\n"_s.arg(i);
        view.showAnswer(answer(text, LaneState::Streaming));
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        // What lies above has never been laid out; its heights are guesses until it comes into sight.
        for (int step = 0; step < 40; ++step) {
            const auto place = view.placeAt({30, 200});
            const int before = view.rectOf(place, 0).y();
            const int value = view.verticalScrollBar()->value();
            view.verticalScrollBar()->setValue(value - 90);
            QCOMPARE(view.rectOf(place, 0).y(), before + 90);
        }
    }

    void whatIsBlittedIsWhatWouldBePainted()
    {
        AnswerView view;
        view.resize(320, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QString text;
        QRandomGenerator random(5);
        for (int i = 0; i < 60; ++i) {
            text += i % 7 == 3   ? u"```py\nx = %1\ny = 2\n"_s.arg(i)
                    : i % 7 == 4 ? u"```\n"_s
                                 : u"- word **%1** and"_s.arg(i);
            text += i % 3 == 0 ? u" more\n\n"_s : u" some words that go on\n"_s;
            view.showAnswer(answer(text, LaneState::Streaming));
            if (random.bounded(5) == 0)
                view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() - random.bounded(200));
            else if (random.bounded(5) == 0)
                view.scrollToEnd();
            QTest::qWait(1);
            const QImage screen = view.viewport()
                                      ->screen()
                                      ->grabWindow(view.winId())
                                      .toImage()
                                      .convertToFormat(QImage::Format_RGB32);
            const QImage painted = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
            if (i > 5 && screen.copy(0, 0, 290, 300) != painted.copy(0, 0, 290, 300)) {
                const auto settled = [&] { // the screen may be a frame behind
                    return view.viewport()
                               ->screen()
                               ->grabWindow(view.winId())
                               .toImage()
                               .convertToFormat(QImage::Format_RGB32)
                               .copy(0, 0, 290, 300) == painted.copy(0, 0, 290, 300);
                };
                if (!QTest::qWaitFor(settled, 2'000))
                    QFAIL(qPrintable(u"step %1"_s.arg(i)));
            }
        }
    }

    void aPlaceIsFoundAgainInAnotherAnswer()
    {
        AnswerView a, b;
        QString one, two;
        for (int i = 0; i < 8; ++i) {
            one += u"## Part %1\n\n"_s.arg(i) + u"Short.\n\n"_s.repeated(6);
            two += u"## Part %1\n\n"_s.arg(i) +
                   u"A much longer paragraph that takes several lines here.\n\n"_s.repeated(9);
        }
        for (AnswerView *view : {&a, &b}) {
            view->resize(300, 200);
            view->show();
        }
        a.showAnswer(answer(one, LaneState::Done));
        b.showAnswer(answer(two, LaneState::Done));
        a.verticalScrollBar()->setValue(0);
        a.scrollTo({.heading = 4, .block = 0, .share = 0});
        QCOMPARE(a.readingPlace().heading, 4);
        b.scrollTo(a.readingPlace());
        QCOMPARE(b.readingPlace().heading, 4);
        QVERIFY(b.verticalScrollBar()->value() > a.verticalScrollBar()->value());
    }

    void reasoningFoldsWhenTheAnswerBegins()
    {
        AnswerView view;
        view.resize(300, 300);
        Answer a = answer({}, LaneState::Thinking);
        a.reasoning = u"because"_s;
        view.showAnswer(a);
        QCOMPARE(view.plainText(), u"because"_s);
        a.text = u"So."_s;
        a.state = LaneState::Streaming;
        view.showAnswer(a);
        QCOMPARE(view.plainText(), u"So."_s);
        // Its row opens it again, by the mouse or by the keyboard, and then it stays open.
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {60, 24});
        QCOMPARE(view.plainText(), u"because\n\nSo."_s);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(view.plainText(), u"So."_s);
    }

    void codeIsCopiedAndFolded()
    {
        AnswerView view;
        view.resize(400, 300);
        view.show();
        QString code;
        for (int i = 0; i < 100; ++i)
            code += u"line %1\n"_s.arg(i);
        view.showAnswer(answer(u"```\n"_s + code + u"```\n\nend"_s, LaneState::Done));
        view.verticalScrollBar()->setValue(0);
        const int whole = view.verticalScrollBar()->maximum();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {360, 24}); // Copy
        QCOMPARE(QApplication::clipboard()->text(), code.chopped(1));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {40, 24}); // the language's name folds
        QVERIFY(whole > 1000);
        QCOMPARE(view.verticalScrollBar()->maximum(), 0);
    }

    void structuredOutputIsReadable()
    {
        AnswerView view;
        view.resize(400, 300);
        const QString json = u"{\"a\":[1,2],\"b\":\"*x*\"}"_s;
        for (qsizetype at = 0; at <= json.size(); ++at)
            view.showAnswer(answer(json.first(at), LaneState::Streaming));
        view.showAnswer(answer(json, LaneState::Done));
        QCOMPARE(view.plainText(),
                 u"{\n    \"a\": [\n        1,\n        2\n    ],\n    \"b\": \"*x*\"\n}"_s);
        view.showAnswer(answer(u"{\"no json *after* all"_s, LaneState::Done));
        QCOMPARE(view.plainText(), u"{\"no json after all"_s);
    }

    void aScreenReaderReadsIt()
    {
        AnswerView view;
        view.resize(300, 300);
        view.show();
        view.showAnswer(answer(u"# Head\n\n- item\n\nlast"_s, LaneState::Done));
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(face);
        QAccessibleTextInterface *text = face->textInterface();
        QVERIFY(text);
        QCOMPARE(text->text(0, text->characterCount()), u"Head\n\n- item\n\nlast"_s);
        QCOMPARE(face->childCount(), 3);
        QCOMPARE(face->child(0)->role(), QAccessible::Heading);
        QCOMPARE(face->child(1)->text(QAccessible::Name), u"- item"_s);
        QCOMPARE(face->child(1)->text(QAccessible::Description), u"list item"_s);
        text->addSelection(8, 12);
        QCOMPARE(view.selectedText(), u"item"_s);
        int from = 0;
        int to = 0;
        QVERIFY(text->attributes(1, &from, &to).contains(u"level:1"_s));
        QCOMPARE(to, 4);
        QVERIFY(text->characterRect(15).isValid());
    }

    void nothingOutsideIsFetchedOrOpened_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("a link") << u"[pixel](https://example.org/p)"_s;
        QTest::newRow("a script") << u"[x](javascript:alert(1))"_s;
        QTest::newRow("a file") << u"[x](file:///etc/passwd)"_s;
    }
    void nothingOutsideIsFetchedOrOpened()
    {
        QFETCH(QString, text);
        AnswerView view;
        view.resize(300, 100);
        view.show();
        view.showAnswer(answer(text, LaneState::Done));
        OpenedLinks opened;
        for (const char *scheme : {"https", "file", "javascript"})
            QDesktopServices::setUrlHandler(QString::fromLatin1(scheme), &opened, "take");
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(opened.urls.isEmpty());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.rectOf({1, 0, 0}, 1).center());
        QCOMPARE(opened.urls.size(), text.contains(u"https"_s) ? 1 : 0); // only after a click
        for (const char *scheme : {"https", "file", "javascript"})
            QDesktopServices::unsetUrlHandler(QString::fromLatin1(scheme));
    }

    void aPictureElsewhereIsShownInItsPlaceAfterAClick()
    {
        AnswerView view;
        view.resize(300, 300);
        view.show();
        view.showAnswer(answer(u"one\n\n![a pixel](https://example.org/p.png)\n\ntwo"_s, LaneState::Done));
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy asked(&view, &AnswerView::pictureAsked);
        const QUrl url(u"https://example.org/p.png"_s);
        const qreal before = view.rectOf({1, 2, 0}, 1).top();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.rectOf({1, 1, 0}, 1).center());
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toUrl(), url);
        QImage picture(120, 90, QImage::Format_RGB32);
        picture.fill(Qt::red);
        view.showPicture(url, picture);
        QVERIFY(view.rectOf({1, 2, 0}, 1).top() > before + 50); // it has its room
        OpenedLinks opened;
        QDesktopServices::setUrlHandler(u"https"_s, &opened, "take");
        const QPoint inside(30, int(before) + 20);
        QCOMPARE(view.viewport()->grab().toImage().pixelColor(inside), QColor(Qt::red));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, inside);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(opened.urls.size(), 1); // from now on it is a link
        QDesktopServices::unsetUrlHandler(u"https"_s);
    }

    /// Draws what is named by CROSSROADS_PICTURES, a folder: for looking at.
    void picturesAreTaken()
    {
        const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES");
        if (folder.isEmpty())
            QSKIP("CROSSROADS_PICTURES names no folder");
        QDir().mkpath(folder);
        const QString page =
            u"# Retry with full jitter\n\nA retry helps only when the failure is **transient**. This helper "
            u"doubles a ceiling after "
            "each try and sleeps a *random* time under it, so that clients do ~~not~~ come back in step. See "
            "[the paper](https://example.org/paper), `requests.Session` and https://example.com/a_b.[^1]\n\n"
            "```python\nfrom random import uniform\nfrom time import sleep\n\nRETRY = {408, 429, 500, 502, "
            "503}\n\n"
            "def fetch(send, tries=5, base=0.5):\n    \"\"\"Full jitter.\"\"\"\n    for n in range(tries):\n "
            "       r = send()  # a comment that is long enough to need scrolling in a narrow pane, surely\n"
            "        if r.status not in RETRY:\n            return r\n    raise TimeoutError(\"gave "
            "up\")\n```\n\n## When not to retry\n\n"
            "| Status | Meaning | Retry? |\n|---|:-:|--:|\n| 400 | Bad request | No, fix it first |\n| 401 | "
            "Key **refused** | No |\n"
            "| 429 | Too many `requests` | Yes, after Retry-After |\n\n1. First\n2. Second with more words "
            "than fit on one line of a narrow pane\n"
            "   - nested\n   - deeper\n     - still deeper\n3. Third\n\n- [ ] to do\n- [x] done\n\n> A quote "
            "with *style*\n> over two lines\n>\n> > and a nested one\n\n"
            "Inline math $E = mc^2$, $\\frac{a}{b} \\leq \\sqrt{x^2 + y_1}$ and a price of "
            "$5.\n\n$$\n\\sum_{i=1}^{n} x_i = \\alpha \\cdot \\beta\n$$\n\n"
            "$$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$\n\n---\n\n<details>\n<summary>raw "
            "HTML</summary>\n</details>\n\n"
            "```\nno language here\nand no colour\n```\n\n[^1]: Exponential Backoff And Jitter.\n"_s;
        // clang-format off: it measures emoji in two ways and breaks these lines again each time
        const QString foreign =
            u"# 中文标题与混排 English\n\n这是一个很长的中文段落，没有空格，需要在任意字符之间换行。它包含 "
            u"`code`、**粗体**和[链接](https://example.cn)。第二句话继续写下去，直到超过一行为止。\n\n"
            "日本語の段落です。かなと漢字が混ざっています。\n\n- 列表项一\n- 列表项二\n\nשלום עולם, זהו טקסט "
            "בעברית עם English באמצע ו-`code`.\n\n"
            "- פריט ראשון\n- פריט שני\n\n> ציטוט בעברית\n\nهذا نص عربي طويل بما يكفي ليملأ أكثر من سطر واحد "
            "في لوحة ضيقة من التطبيق، مع رقم 123 وكلمة English.\n\n"
            "1. أولا\n2. ثانيا\n\nCombining: é ñ Z͑͗a̴l̶g̷o, emoji 👩‍👩‍👧 🇩🇪 "
            "✅, "
            "Devanagari "
            "नमस्ते "
            "दुनिया, "
            "Thai สวัสดีชาวโลก.\n\n"
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"_s +
            QString(150, u'x') + u"\n\n| 列 | 值 |\n|---|---|\n| 数据 | 一百二十三 |\n"_s;
        // clang-format on
        const QString broken =
            u"**never closed and `code never closed\n\n| a | b\n|---|\n| x |\n\n[link](broken and ![image](\n\n```python\ndef f(:\n  never closed fence\n\n**not bold in code**\n"_s;
        for (const bool dark : {false, true}) {
            QPalette p;
            const auto set = [&](QPalette::ColorRole role, QRgb light, QRgb night) {
                p.setColor(role, QColor(dark ? night : light));
            };
            set(QPalette::Window, 0xEFF0F1, 0x202326);
            set(QPalette::WindowText, 0x232629, 0xFCFCFC);
            set(QPalette::Base, 0xFFFFFF, 0x141618);
            set(QPalette::AlternateBase, 0xF7F7F7, 0x1D1F22);
            set(QPalette::Text, 0x232629, 0xFCFCFC);
            set(QPalette::Highlight, 0x3DAEE9, 0x3DAEE9);
            set(QPalette::HighlightedText, 0xFFFFFF, 0xFCFCFC);
            set(QPalette::Accent, 0x3DAEE9, 0x3DAEE9);
            QApplication::setPalette(p);
            for (const int width : {320, 640, 1400}) {
                for (const auto &[name, text] : {std::pair(u"page"_s, page), std::pair(u"foreign"_s, foreign),
                                                 std::pair(u"broken"_s, broken)}) {
                    AnswerView view;
                    view.setFont(QFont(u"Noto Sans"_s, 10));
                    view.resize(width, name == "broken"_L1 ? 420 : width < 400 ? 1900 : 1500);
                    view.show();
                    Answer a = answer(text, name == "broken"_L1 ? LaneState::Streaming : LaneState::Done);
                    a.reasoning = name == "page"_L1
                                      ? u"The person wants *code* and a table.\n\nFull or equal jitter?"_s
                                      : QString();
                    a.reasoningMs = 1200;
                    if (name == "page"_L1) {
                        a.citations = {{u"https://example.org/a"_s, u"An article on jitter"_s},
                                       {u"https://example.com/b"_s, u""_s}};
                        a.toolCalls = {
                            {0, u"1"_s, u"get_weather"_s, u"{\"city\":\"Kyoto\",\"days\":[1,2]}"_s}};
                    }
                    view.showAnswer(a);
                    if (name == "page"_L1)
                        view.setFind(u"retry"_s);
                    QTest::qWait(300);
                    view.grab().save(
                        u"%1/%2-%3-%4.png"_s.arg(folder, name).arg(width).arg(dark ? u"dark"_s : u"light"_s));
                }
            }
        }
    }
};

QTEST_MAIN(TestAnswerView)
#include "tst_answerview.moc"
