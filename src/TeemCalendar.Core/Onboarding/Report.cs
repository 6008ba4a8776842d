using System.Globalization;
using HandlebarsDotNet;

namespace TeemCalendar.Core.Onboarding;

/// <summary>The account of an onboarding as one HTML page that needs nothing else: no script, no request, readable offline and on paper.</summary>
public static class Report
{
    static readonly Lazy<HandlebarsTemplate<object, object>> Template = new(Compile);

    /// <summary>The page. Everything in it that came from outside is escaped.</summary>
    /// <param name="content">What to tell.</param>
    public static string Render(ReportContent content) => Template.Value(ReportView.Of(content));

    static HandlebarsTemplate<object, object> Compile()
    {
        using var stream = typeof(Report).Assembly.GetManifestResourceStream("Report.hbs")!;
        using var reader = new StreamReader(stream);
        // A name in the template that the view does not have is a mistake of ours, and is to be seen as one.
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { ThrowOnUnresolvedBindingExpression = true, FormatProvider = CultureInfo.InvariantCulture });
        return handlebars.Compile(reader.ReadToEnd());
    }
}
